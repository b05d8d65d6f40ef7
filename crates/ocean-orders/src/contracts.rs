//! The contracts' interface, of Ocean's contracts 2.8.0: the ABI is that of the published 1.0.0,
//! 2.6.0 and 3.1.0. The names of parameters are ours, the ABI has none of them.

use alloy_sol_types::sol;

sol! {
    // ERC721Template
    event MetadataCreated(address indexed created_by, uint8 state, string decryptor_url, bytes flags, bytes data, bytes32 metadata_hash, uint256 timestamp, uint256 block_number);
    event MetadataUpdated(address indexed updated_by, uint8 state, string decryptor_url, bytes flags, bytes data, bytes32 metadata_hash, uint256 timestamp, uint256 block_number);
    event MetadataState(address indexed updated_by, uint8 state, uint256 timestamp, uint256 block_number);
    event MetadataValidated(address indexed validator, bytes32 metadata_hash, uint8 v, bytes32 r, bytes32 s);
    event TokenURIUpdate(address indexed updated_by, string token_uri, uint256 token_id, uint256 timestamp, uint256 block_number);

    struct MetadataProof { address validator; uint8 v; bytes32 r; bytes32 s; }
    struct MetadataAndTokenUri { uint8 state; string decryptor_url; string decryptor_address; bytes flags; bytes data; bytes32 metadata_hash; uint256 token_id; string token_uri; MetadataProof[] proofs; }
    struct Permissions { bool manager; bool deploy_erc20; bool update_metadata; bool store; }

    function getMetaData() returns (string decryptor_url, string decryptor_address, uint8 state, bool has_metadata);
    function setMetaData(uint8 state, string decryptor_url, string decryptor_address, bytes flags, bytes data, bytes32 metadata_hash, MetadataProof[] proofs);
    function setMetaDataAndTokenURI(MetadataAndTokenUri arguments);
    function setMetaDataState(uint8 state);
    function isDeployed(address datatoken) returns (bool);
    function getTokensList() returns (address[]);
    function getPermissions(address account) returns (Permissions);
    function isERC20Deployer(address account) returns (bool);
    function ownerOf(uint256 token_id) returns (address);
    function getId() returns (uint8);

    // ERC721Factory
    event NFTCreated(address token, address indexed template, string name, address indexed admin, string symbol, string token_uri, bool transferable, address indexed creator);
    event TokenCreated(address indexed token, address indexed template, string name, string symbol, uint256 cap, address creator);

    function erc721List(address nft) returns (address);
    function startMultipleTokenOrder(TokenOrder[] orders);
    function reuseMultipleTokenOrder(TokenReuse[] orders);

    // ERC20Template
    event OrderStarted(address indexed consumer, address payer, uint256 amount, uint256 service_index, uint256 timestamp, address indexed publish_market_address, uint256 block_number);
    event OrderReused(bytes32 order_transaction, address caller, uint256 timestamp, uint256 block_number);
    event OrderExecuted(address indexed provider, address indexed consumer, bytes32 order_transaction, bytes provider_data, bytes provider_signature, bytes consumer_data, bytes consumer_signature, uint256 timestamp, uint256 block_number);
    event ProviderFee(address indexed fee_address, address indexed token, uint256 amount, bytes data, uint8 v, bytes32 r, bytes32 s, uint256 valid_until);
    event PublishMarketFee(address indexed recipient, address indexed token, uint256 amount);
    event ConsumeMarketFee(address indexed recipient, address indexed token, uint256 amount);

    struct ProviderFeeArguments { address fee_address; address token; uint256 amount; uint8 v; bytes32 r; bytes32 s; uint256 valid_until; bytes data; }
    struct MarketFeeArguments { address recipient; address token; uint256 amount; }
    struct TokenOrder { address datatoken; address consumer; uint256 service_index; ProviderFeeArguments provider_fee; MarketFeeArguments consume_market_fee; }
    struct TokenReuse { address datatoken; bytes32 order_transaction; ProviderFeeArguments provider_fee; }

    function startOrder(address consumer, uint256 service_index, ProviderFeeArguments provider_fee, MarketFeeArguments consume_market_fee);
    function reuseOrder(bytes32 order_transaction, ProviderFeeArguments provider_fee);
    function orderExecuted(bytes32 order_transaction, bytes provider_data, bytes provider_signature, bytes consumer_data, bytes consumer_signature, address consumer);
    function getERC721Address() returns (address);
    function decimals() returns (uint8);

    // ERC-20
    event Transfer(address indexed from, address indexed to, uint256 value);

    // ERC-721: the same name and types, so the same topic, with one more of them indexed.
    interface Erc721 {
        event Transfer(address indexed from, address indexed to, uint256 indexed token_id);
    }
}

pub(crate) use self::{Erc721::Transfer as Erc721Transfer, Transfer as Erc20Transfer};

/// What stands before the types in a signature.
pub(crate) fn name_of(signature: &'static str) -> &'static str {
    signature.split('(').next().unwrap_or(signature)
}
