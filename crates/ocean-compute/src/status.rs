/// How far a job is: the codes of operator-service and ocean-node 3.2.0, which agree where both have
/// one, except 1 and 10.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum JobStatus {
    /// 0 (ocean-node).
    Started,
    /// 1: operator-service is warming up; ocean-node has it in the queue.
    Queued,
    /// 2 (ocean-node).
    QueueExpired,
    /// 10: operator-service has started the job; ocean-node pulls the image.
    PullingImage,
    /// 11 (ocean-node).
    PullImageFailed,
    /// 12 (ocean-node).
    BuildingImage,
    /// 13 (ocean-node).
    BuildImageFailed,
    /// 14 (ocean-node).
    VulnerableImage,
    /// 20.
    ConfiguringVolumes,
    /// 21 (ocean-node).
    VolumeCreationFailed,
    /// 22 (ocean-node).
    ContainerCreationFailed,
    /// 30.
    Provisioning,
    /// 31.
    DataProvisioningFailed,
    /// 32.
    AlgorithmProvisioningFailed,
    /// 33 (ocean-node).
    DataUploadFailed,
    /// 40.
    RunningAlgorithm,
    /// 41 (ocean-node).
    AlgorithmFailed,
    /// 42 (ocean-node).
    DiskQuotaExceeded,
    /// 50.
    FilteringResults,
    /// 60.
    PublishingResults,
    /// 61 (ocean-node).
    ResultsFetchFailed,
    /// 62 (ocean-node).
    ResultsUploadFailed,
    /// 70: finished. It does not say that the algorithm did well.
    Finished,
    /// 71 (ocean-node).
    Settling,
    /// Any other code, which is kept.
    Unknown(i64),
}

/// Whose words describe a status.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum StatusDialect {
    /// Operator-service and operator-engine, behind Provider 2.1.6.
    OperatorService,
    /// ocean-node 3.2.0.
    OceanNode,
}

impl JobStatus {
    /// Every code that is known, in order.
    pub const KNOWN: [Self; 24] = [
        Self::Started,
        Self::Queued,
        Self::QueueExpired,
        Self::PullingImage,
        Self::PullImageFailed,
        Self::BuildingImage,
        Self::BuildImageFailed,
        Self::VulnerableImage,
        Self::ConfiguringVolumes,
        Self::VolumeCreationFailed,
        Self::ContainerCreationFailed,
        Self::Provisioning,
        Self::DataProvisioningFailed,
        Self::AlgorithmProvisioningFailed,
        Self::DataUploadFailed,
        Self::RunningAlgorithm,
        Self::AlgorithmFailed,
        Self::DiskQuotaExceeded,
        Self::FilteringResults,
        Self::PublishingResults,
        Self::ResultsFetchFailed,
        Self::ResultsUploadFailed,
        Self::Finished,
        Self::Settling,
    ];

    /// The status of a code.
    #[must_use]
    pub fn from_code(code: i64) -> Self {
        let mut known = Self::KNOWN.into_iter();
        known
            .find(|status| status.code() == code)
            .unwrap_or(Self::Unknown(code))
    }

    /// The code.
    #[must_use]
    pub const fn code(self) -> i64 {
        match self {
            Self::Started => 0,
            Self::Queued => 1,
            Self::QueueExpired => 2,
            Self::PullingImage => 10,
            Self::PullImageFailed => 11,
            Self::BuildingImage => 12,
            Self::BuildImageFailed => 13,
            Self::VulnerableImage => 14,
            Self::ConfiguringVolumes => 20,
            Self::VolumeCreationFailed => 21,
            Self::ContainerCreationFailed => 22,
            Self::Provisioning => 30,
            Self::DataProvisioningFailed => 31,
            Self::AlgorithmProvisioningFailed => 32,
            Self::DataUploadFailed => 33,
            Self::RunningAlgorithm => 40,
            Self::AlgorithmFailed => 41,
            Self::DiskQuotaExceeded => 42,
            Self::FilteringResults => 50,
            Self::PublishingResults => 60,
            Self::ResultsFetchFailed => 61,
            Self::ResultsUploadFailed => 62,
            Self::Finished => 70,
            Self::Settling => 71,
            Self::Unknown(code) => code,
        }
    }

    /// The words, if the dialect has the code.
    ///
    /// ```
    /// use ocean_compute::{JobStatus, StatusDialect};
    ///
    /// let status = JobStatus::from_code(10);
    /// assert_eq!(status.text(StatusDialect::OperatorService), Some("Job started"));
    /// assert_eq!(status.text(StatusDialect::OceanNode), Some("Pulling algorithm image"));
    /// ```
    #[must_use]
    pub const fn text(self, dialect: StatusDialect) -> Option<&'static str> {
        match dialect {
            StatusDialect::OperatorService => self.operator_text(),
            StatusDialect::OceanNode => self.ocean_node_text(),
        }
    }

    const fn operator_text(self) -> Option<&'static str> {
        Some(match self {
            Self::Queued => "Warming up",
            Self::PullingImage => "Job started",
            Self::Provisioning => "Provisioning success",
            Self::ConfiguringVolumes
            | Self::DataProvisioningFailed
            | Self::AlgorithmProvisioningFailed
            | Self::RunningAlgorithm
            | Self::FilteringResults
            | Self::PublishingResults
            | Self::Finished => return self.ocean_node_text(),
            _ => return None,
        })
    }

    const fn ocean_node_text(self) -> Option<&'static str> {
        Some(match self {
            Self::Started => "Job started",
            Self::Queued => "Job queued",
            Self::QueueExpired => "Job expired in queue",
            Self::PullingImage => "Pulling algorithm image",
            Self::PullImageFailed => "Pulling algorithm image failed",
            Self::BuildingImage => "Building algorithm image",
            Self::BuildImageFailed => "Building algorithm image failed",
            Self::VulnerableImage => "Image has vulnerabilities",
            Self::ConfiguringVolumes => "Configuring volumes",
            Self::VolumeCreationFailed => "Volume creation failed",
            Self::ContainerCreationFailed => "Container creation failed",
            Self::Provisioning => "Provisioning data",
            Self::DataProvisioningFailed => "Data provisioning failed",
            Self::AlgorithmProvisioningFailed => "Algorithm provisioning failed",
            Self::DataUploadFailed => "Data upload to container failed",
            // With the blank at the end.
            Self::RunningAlgorithm => "Running algorithm ",
            Self::AlgorithmFailed => "Failed to run algorithm",
            Self::DiskQuotaExceeded => "Error: disk quota exceeded",
            Self::FilteringResults => "Filtering results",
            Self::PublishingResults => "Publishing results",
            Self::ResultsFetchFailed => "Failed to get outputs folder from container",
            Self::ResultsUploadFailed => "Failed to upload results to storage",
            Self::Finished => "Job finished",
            Self::Settling => "Job settling",
            Self::Unknown(_) => return None,
        })
    }

    /// Whether the job went wrong. Of an unknown code it is not known. ocean.py 3.1.2 looks at 31 and
    /// 32 only.
    #[must_use]
    pub const fn is_failure(self) -> bool {
        matches!(
            self,
            Self::QueueExpired
                | Self::PullImageFailed
                | Self::BuildImageFailed
                | Self::VulnerableImage
                | Self::VolumeCreationFailed
                | Self::ContainerCreationFailed
                | Self::DataProvisioningFailed
                | Self::AlgorithmProvisioningFailed
                | Self::DataUploadFailed
                | Self::AlgorithmFailed
                | Self::DiskQuotaExceeded
                | Self::ResultsFetchFailed
                | Self::ResultsUploadFailed
        )
    }
}
