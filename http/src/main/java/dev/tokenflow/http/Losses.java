package dev.tokenflow.http;

import java.util.concurrent.atomic.LongAdder;

/** What a server had to give up, since it started. */
final class Losses {
    /** Connections refused because there were too many. */
    final LongAdder refused = new LongAdder();
    /** Connections ended because the peer took nothing of its answer for too long. */
    final LongAdder stalled = new LongAdder();
}
