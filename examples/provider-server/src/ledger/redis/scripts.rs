//! The rules of `ocean_auth::NonceLedger` and `ocean_auth::RevocationLedger` in Lua.
//!
//! The first line makes a server refuse the whole script, also one that only reads, when it is a
//! replica, has no room or cannot write to its disk. It needs Redis 7.

use redis::Script;

pub(super) const ADVANCED: i64 = 1;
pub(super) const TEXT_SPENT: i64 = 0;
pub(super) const REVOKED: i64 = 1;
pub(super) const ALREADY_REVOKED: i64 = 0;

/// Nonces are compared byte by byte, since `<` on strings goes by the server's locale. What reads
/// comes before what writes: a script that fails is not undone. A few texts are forgotten each
/// time, so that nobody can make a script long.
const ADVANCE: &str = "#!lua
local function greater(a, b)
    for i = 1, 24 do
        local x, y = a:byte(i), b:byte(i)
        if x ~= y then
            return x > y
        end
    end
    return false
end

local nonce, hash, reach = ARGV[1], ARGV[2], ARGV[3]
local last = redis.call('GET', KEYS[1])
if last then
    if #last ~= 24 then
        return redis.error_reply('ERR what is kept is no nonce')
    end
    if not greater(nonce, last) then
        return last
    end
end
if hash ~= '' and redis.call('SISMEMBER', KEYS[2], hash) == 1 then
    return 0
end
local upto = '[' .. nonce .. string.rep('\\255', 32)
local refused = redis.call('ZRANGE', KEYS[3], '-', upto, 'BYLEX', 'LIMIT', 0, 100)
if reach ~= '' then
    redis.call('SADD', KEYS[2], hash)
    redis.call('ZADD', KEYS[3], 0, reach .. hash)
end
redis.call('SET', KEYS[1], nonce)
for _, member in ipairs(refused) do
    redis.call('ZREM', KEYS[3], member)
    redis.call('SREM', KEYS[2], member:sub(25))
end
return 1
";

const GET: &str = "#!lua
return redis.call('GET', KEYS[1])
";

/// Sets `KEYS[1]` to `value`. It expires when it is over by the server's clock, and has been kept for as
/// long as the caller's clock asks for: one clock that is wrong brings no token back. A time beyond the
/// year 5000 is for ever.
macro_rules! set_until {
    () => {
        "
local keep_until, now = tonumber(ARGV[1]), tonumber(ARGV[2])
if keep_until > 1e11 then
    redis.call('SET', KEYS[1], value)
else
    local clock = tonumber(redis.call('TIME')[1])
    local over = math.max(keep_until, clock + keep_until - now) + 1
    redis.call('SET', KEYS[1], value, 'EXAT', string.format('%.0f', over))
end
return 1
"
    };
}

const REVOKE: &str = concat!(
    "#!lua
if redis.call('EXISTS', KEYS[1]) == 1 then
    return 0
end
local value = ARGV[1]",
    set_until!()
);

const TRUST: &str = concat!("#!lua\nlocal value = ARGV[3]", set_until!());

const STATE: &str = "#!lua
return redis.call('EXISTS', KEYS[1])
";

/// Makes the ledger, unless another instance has. What it returns is the same for all.
const MAKE: &str = "#!lua
local time = redis.call('TIME')
redis.call('SET', KEYS[1], ARGV[1] .. ':' .. time[1] .. '.' .. time[2], 'NX')
return redis.call('GET', KEYS[1])
";

/// Sent by their hashes, and in full to a server that does not have them yet.
pub(super) struct Scripts {
    pub(super) advance: Script,
    pub(super) get: Script,
    pub(super) revoke: Script,
    pub(super) state: Script,
    pub(super) trust: Script,
}

impl Scripts {
    pub(super) fn new() -> Self {
        Self {
            advance: Script::new(ADVANCE),
            get: Script::new(GET),
            revoke: Script::new(REVOKE),
            state: Script::new(STATE),
            trust: Script::new(TRUST),
        }
    }
}

pub(super) fn make() -> Script {
    Script::new(MAKE)
}
