package dev.tokenflow.ops.recording;

/**
 * One event of a table.
 *
 * @param tsNs when it happened, ns since 1970
 * @param struct as the kernel would have written it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record EventLine(String agent, int shard, long tsNs, byte[] struct) {
    /** Agent and shard. */
    String shardName() {
        return agent + "/" + shard;
    }
}
