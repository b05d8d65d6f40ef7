#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod admit;
mod admitted;
mod checksum;
mod container;
mod environment;
mod facts;
mod job;
mod operator;
mod parameters;
mod payment;
mod raw;
mod refused;
mod request;
mod rules;
mod status;
mod trust;
mod truth;

pub use admit::{admit, check_initialize};
pub use admitted::{Admitted, AdmittedAlgorithm, AdmittedDataset, PublishedJob};
pub use checksum::{ContainerSectionChecksum, container_section_checksum};
pub use container::{ContainerError, MAX_IMAGE_BYTES, RunnableContainer};
pub use environment::{
    Environment, EnvironmentError, Environments, MAX_ENVIRONMENT_ID_BYTES, fee_carrier,
};
pub use facts::{AlgorithmFacts, DatasetFacts, Facts, Terms};
pub use job::{Job, JobResult, ResultKind, StopRequest, jobs, unsigned_jobs_json};
pub use operator::{
    JobQuery, OPERATOR_COMPUTE_PATH, OPERATOR_ENVIRONMENTS_PATH, OPERATOR_RESULT_PATH, ResultQuery,
};
pub use parameters::{
    ALGO_CUSTOM_DATA_PATH, CompletedParameters, MAX_COMPLETED_BYTES, MAX_PARAMETER_VIOLATIONS,
    MAX_PARAMETERS, MAX_VALUE_OBJECTS, MAX_VALUES_BYTES, ParameterRules, ParameterViolation,
    ParameterViolations, ValueText,
};
pub use raw::{MAX_META_BYTES, RawAlgorithm, RawAlgorithmError};
pub use refused::{OrderFault, Reason, Refused, Resource};
pub use request::{AlgorithmRequest, ComputeRequest, DatasetRequest, MAX_DATASETS, Stage};
pub use rules::Rules;
pub use status::{JobStatus, StatusDialect};
pub use trust::{Candidate, Distrust, PublishedAlgorithm, Publisher, TrustRules, UndefinedLists};
