package dev.tokenflow.core.shard;

/** Something kept by socket cookie in a {@link CookieTable}. */
abstract class CookieEntry {
    final long cookie;

    CookieEntry(long cookie) {
        this.cookie = cookie;
    }

    static int hash(long cookie) {
        long h = cookie * 0x9E3779B97F4A7C15L;
        return (int) (h ^ h >>> 32);
    }
}
