package dev.tokenflow.core.pane;

import dev.tokenflow.core.codec.PackedInput;
import dev.tokenflow.core.path.PathEntry;
import dev.tokenflow.core.path.PathName;
import dev.tokenflow.core.path.PathTable;
import dev.tokenflow.protocol.hint.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Reads the panes of a {@link PaneBlock} one after another. A pane, packed:
 *
 * <pre>
 *  flags (1 client, 2 prefix, 3 site; 4 IPv4; 8 events; 16 samples; 32 timeout; 64 handshake),
 *  [address, 4 or 16 bytes],
 *  panes before the block's, active streams, open connections, unsent bytes, segments in flight,
 *  [ns from the oldest event to the pane's end, [ms from the newest sample to it],
 *  [ms from the newest timeout to it], [ms from the newest handshake to it, its round trip in us],
 *  length of the body, body]
 * </pre>
 */
public final class PaneView {
    static final int SCOPE = 3;
    public static final int IPV4 = 4;
    public static final int HAS_EVENTS = 8;
    public static final int HAS_SAMPLES = 16;
    public static final int HAS_TIMEOUT = 32;
    public static final int HAS_HANDSHAKE = 64;
    private static final long IPV4_MAPPED = 0xffffL << 32;
    private static final long NS_PER_MS = 1_000_000L;

    private final PackedInput in = new PackedInput(new byte[0]);
    private final PaneBody body = new PaneBody();
    private final long paneMs;
    private byte[] bytes = new byte[0];
    private long blockEndMs;
    private String site = "";
    private String tenant = "";
    private int left;

    private Scope scope = Scope.NONE;
    private long hi;
    private long lo;
    private long endMs;
    private int activeStreams;
    private int openConnections;
    private long unsentBytes;
    private long inFlight;
    private long oldestEventNs;
    private long newestSampleMs;
    private long newestTimeoutMs;
    private long handshakeMs;
    private int handshakeUs;
    private int bodyAt;
    private int bodyLength;
    private boolean bodyRead;

    /** @param paneMs length of a pane */
    public PaneView(long paneMs) {
        this.paneMs = paneMs;
    }

    /** Starts before the first pane of a block. */
    public PaneView of(PaneBlock block) {
        bytes = block.panes();
        blockEndMs = block.endMs();
        site = block.site();
        tenant = block.tenant();
        left = block.count();
        in.moveTo(bytes, 0);
        return this;
    }

    /** Where the next pane begins, for {@link #at}. */
    public int position() {
        return in.position();
    }

    /** Moves to the pane of a block that begins at a position, and to no other after it. */
    public void at(PaneBlock block, int position) {
        of(block);
        in.moveTo(bytes, position);
        next();
        left = 0;
    }

    /** Moves to the next pane; false when there is none. */
    public boolean next() {
        if (left == 0) {
            return false;
        }
        left--;
        int flags = in.readByte();
        readAddress(flags);
        endMs = blockEndMs - in.readVarint() * paneMs;
        activeStreams = in.readInt();
        openConnections = in.readInt();
        unsentBytes = in.readVarint();
        inFlight = in.readVarint();
        bodyRead = false;
        oldestEventNs = PaneTimes.NO_EVENT;
        newestSampleMs = PaneTimes.NEVER;
        newestTimeoutMs = PaneTimes.NEVER;
        handshakeMs = PaneTimes.NEVER;
        handshakeUs = 0;
        bodyLength = 0;
        if ((flags & HAS_EVENTS) != 0) {
            oldestEventNs = endMs * NS_PER_MS - in.readVarint();
            newestSampleMs = (flags & HAS_SAMPLES) != 0 ? endMs - in.readVarint() : PaneTimes.NEVER;
            newestTimeoutMs = (flags & HAS_TIMEOUT) != 0 ? endMs - in.readVarint() : PaneTimes.NEVER;
            if ((flags & HAS_HANDSHAKE) != 0) {
                handshakeMs = endMs - in.readVarint();
                handshakeUs = in.readInt();
            }
            bodyLength = in.readInt();
            bodyAt = in.position();
            in.skip(bodyLength);
        }
        return true;
    }

    private void readAddress(int flags) {
        switch (flags & SCOPE) {
            case 1 -> scope = Scope.CLIENT;
            case 2 -> scope = Scope.PREFIX;
            default -> scope = Scope.SITE;
        }
        if (scope == Scope.SITE) {
            hi = 0;
            lo = 0;
        } else if ((flags & IPV4) != 0) {
            int address = 0;
            for (int i = 0; i < 4; i++) {
                address = address << 8 | (in.readByte() & 0xff);
            }
            hi = 0;
            lo = IPV4_MAPPED | Integer.toUnsignedLong(address);
        } else {
            hi = in.readLong();
            lo = in.readLong();
        }
    }

    /** Whether the pane is of this path. */
    public boolean isOf(PathName name) {
        return name.is(tenant, scope, hi, lo, siteText());
    }

    public <T extends PathEntry> @Nullable T find(PathTable<T> table) {
        return table.get(tenant, scope, hi, lo, siteText());
    }

    private String siteText() {
        return scope == Scope.SITE ? site : "";
    }

    /** Name of the path. */
    public PathName name() {
        return new PathName(tenant, scope, hi, lo, siteText());
    }

    /** Exclusive end of the pane, ms since 1970. */
    public long endMs() {
        return endMs;
    }

    /** Sockets with acknowledged bytes in the last second, or with unsent bytes; as of the end. */
    public int activeStreams() {
        return activeStreams;
    }

    /** Sockets known to be open at the end. */
    public int openConnections() {
        return openConnections;
    }

    /** Written by applications and not yet sent at the end. */
    public long unsentBytes() {
        return unsentBytes;
    }

    /** Segments sent and not acknowledged at the end. */
    public long inFlight() {
        return inFlight;
    }

    /** Whether any event fell into the pane; without one the pane only brings changed gauges. */
    public boolean hasEvents() {
        return bodyLength > 0;
    }

    /** Wall-clock ns of the oldest event; {@link Long#MAX_VALUE} without one. */
    public long oldestEventNs() {
        return oldestEventNs;
    }

    /** Wall-clock ms of the newest RTT sample; {@link Long#MIN_VALUE} without one. */
    public long newestSampleMs() {
        return newestSampleMs;
    }

    /** Wall-clock ms at which a retransmission timer last ran out; {@link Long#MIN_VALUE} when none did. */
    public long newestTimeoutMs() {
        return newestTimeoutMs;
    }

    /** Wall-clock ms of the newest handshake whose round trip is known; {@link Long#MIN_VALUE} without one. */
    public long handshakeMs() {
        return handshakeMs;
    }

    /** Its round trip, us; 0 without one. */
    public int handshakeUs() {
        return handshakeUs;
    }

    /** RTT samples. */
    public int count() {
        return body().count;
    }

    /** Sum of the RTT samples, us. */
    public long sumUs() {
        return body().sumUs;
    }

    /** Payload bytes acknowledged. */
    public long bytesAcked() {
        return body().bytesAcked;
    }

    /** Segments sent again. */
    public long retransmits() {
        return body().retransmits;
    }

    /** The RTT samples in us, ascending; of more than 64 the middles of their buckets. */
    public int[] samplesUs() {
        PaneBody read = body();
        int[] samples = new int[read.count];
        int at = 0;
        for (int i = 0; i < read.distinct; i++) {
            int times = read.isExact() ? 1 : read.counts[i];
            int value = read.isExact() ? read.values[i] : RttBuckets.middleUs(read.values[i]);
            for (int n = 0; n < times; n++) {
                samples[at++] = value;
            }
        }
        return samples;
    }

    public PaneBody body() {
        if (!bodyRead) {
            int here = in.position();
            if (bodyLength == 0) {
                in.moveTo(new byte[3], 0);
            } else {
                in.moveTo(bytes, bodyAt);
            }
            body.read(in);
            in.moveTo(bytes, here);
            bodyRead = true;
        }
        return body;
    }

    public byte[] bytes() {
        return bytes;
    }

    public int bodyAt() {
        return bodyAt;
    }

    public int bodyLength() {
        return bodyLength;
    }
}
