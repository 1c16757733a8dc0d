package dev.tokenflow.simulator.tcp;

import dev.tokenflow.simulator.time.EventQueue;
import dev.tokenflow.simulator.time.VirtualTimer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a connection, as Linux sends with TCP_NODELAY: a write leaves at once as a segment of its own
 * while the window allows, else it joins what waits and leaves in full segments. SACK-based recovery with RACK-TLP (RFC
 * 8985), proportional rate reduction (RFC 6937), timeout (RFC 6298) after which what left lately still counts as in
 * flight, undo of spurious recoveries by timestamps (RFC 4015), window validation (RFC 2861), {@link Cubic} congestion
 * control.
 */
public final class TcpSender {
    /** Payload of a full segment at 1500 bytes of MTU, with timestamps. */
    static final int MSS = 1448;

    /** IP and TCP header with timestamps. */
    static final int HEADER_BYTES = 52;

    /** What Linux lets a socket queue at the initial window; grows with the window (sndbuf autotuning). */
    private static final long INITIAL_SEND_BUFFER = 87_040;

    private static final long MAX_SEND_BUFFER = 4 << 20;
    private static final long PROBE_MARGIN_NS = 2_000_000L;

    private enum State {
        OPEN,
        RECOVERY,
        LOSS
    }

    /** Takes a segment for the path. */
    interface Wire {
        void send(long start, long end, boolean pushed, long sentNs);
    }

    private final EventQueue queue;
    private final Wire wire;
    private final TcpObserver observer;
    private final Runnable writable;
    private final Cubic cubic = new Cubic();
    private final RttEstimator rtt = new RttEstimator();
    private final Scoreboard board = new Scoreboard();
    private final VirtualTimer retransmitTimer;
    private final VirtualTimer probeTimer;
    private final VirtualTimer reorderTimer;
    private final Consumer<Segment> onDelivered = this::delivered;

    private long unacknowledged;
    private long next;
    private long written;
    private State state = State.OPEN;
    private long recoveryPoint;
    private long firstResendNs;
    private double priorWindow;
    private double priorThreshold;
    private int recoveryFlight;
    private int recoveryDelivered;
    private int recoverySent;
    private boolean probeOut;

    private boolean windowLimited;
    private int mostOut;
    private long limitedUntil;
    private int windowUsed;
    private long windowStampNs;
    private long roundEnd;
    private long lastSentNs;

    private long segmentsDelivered;
    private long deliveredNs;
    private long firstSentNs;
    private long appLimitedUntil;
    private long deliveryRate;
    private boolean deliveryAppLimited;
    private long retransmissions;
    private long duplicates;
    private @Nullable Segment newestDelivered;

    /**
     * @param wire takes segments
     * @param observer sees what a kernel probe would
     * @param writable runs after an ACK, when more may be written
     */
    TcpSender(EventQueue queue, Wire wire, TcpObserver observer, Runnable writable) {
        this.queue = queue;
        this.wire = wire;
        this.observer = observer;
        this.writable = writable;
        retransmitTimer = new VirtualTimer(queue, this::timedOut);
        probeTimer = new VirtualTimer(queue, this::probe);
        reorderTimer = new VirtualTimer(queue, this::reorderingTimeUp);
    }

    /** The round trip of the handshake. */
    void handshakeRtt(long rttNs) {
        rtt.sample(rttNs);
        deliveredNs = queue.nowNs();
        firstSentNs = queue.nowNs();
    }

    /** Queues {@code bytes} and sends what may be sent. */
    void write(int bytes) {
        if (unsentBytes() < MSS && board.inFlight() < cubic.window() && board.nextLost() == null) {
            appLimitedUntil = Math.max(1, segmentsDelivered + board.inFlight());
        }
        written += bytes;
        transmit();
    }

    /** Whether a socket with this TCP_NOTSENT_LOWAT would poll writable. */
    public boolean writable(long notSentLowat) {
        return unsentBytes() < notSentLowat && queuedBytes() < sendBufferBytes();
    }

    /** What the autotuned socket buffer holds, bytes of payload. */
    public long sendBufferBytes() {
        return Math.min(
                MAX_SEND_BUFFER,
                INITIAL_SEND_BUFFER * Math.max(Cubic.INITIAL_WINDOW, cubic.window()) / Cubic.INITIAL_WINDOW);
    }

    /** Bytes written and not yet acknowledged. */
    public long queuedBytes() {
        return written - unacknowledged;
    }

    /** Bytes written and not yet sent once. */
    long unsentBytes() {
        return written - next;
    }

    void receive(Ack ack) {
        long deliveredBefore = segmentsDelivered;
        newestDelivered = null;
        boolean advanced = ack.cumulative() > unacknowledged;
        board.acknowledge(ack.cumulative(), onDelivered);
        if (ack.duplicate()) {
            duplicates++;
        } else if (ack.sackEnd() > ack.sackStart()) {
            board.sack(ack.sackStart(), ack.sackEnd(), onDelivered);
        }
        unacknowledged = Math.max(unacknowledged, ack.cumulative());
        int newly = (int) (segmentsDelivered - deliveredBefore);
        boolean sampled = sampleRoundTrip(ack, advanced);
        if (advanced) {
            rtt.forgiveBackoff();
            probeOut = false;
            undoIfSpurious(ack);
            leaveRecoveryIfDone();
        }
        int lostBefore = board.lost();
        detectLosses();
        adjustWindow(newly, advanced, board.lost() > lostBefore);
        if (advanced) {
            restartRetransmitTimer();
        }
        transmit();
        if (sampled) {
            observer.roundTrip(this);
        }
        writable.run();
    }

    /** Stops every timer: the connection is over. */
    void stop() {
        retransmitTimer.cancel();
        probeTimer.cancel();
        reorderTimer.cancel();
    }

    RttEstimator rtt() {
        return rtt;
    }

    Cubic cubic() {
        return cubic;
    }

    int packetsOut() {
        return board.size();
    }

    long acknowledgedBytes() {
        return unacknowledged;
    }

    long segmentsDelivered() {
        return segmentsDelivered;
    }

    public long retransmissions() {
        return retransmissions;
    }

    /** Segments the peer reported to have received twice. */
    long duplicates() {
        return duplicates;
    }

    /** Bytes a second of the latest sample; 0 = none yet. */
    long deliveryRate() {
        return deliveryRate;
    }

    boolean deliveryAppLimited() {
        return deliveryAppLimited;
    }

    private void delivered(Segment segment) {
        segmentsDelivered++;
        deliveredNs = queue.nowNs();
        // An answer sooner than any round trip is to the first copy, not to this one (RFC 8985, 6.2).
        if (!segment.retransmitted || queue.nowNs() - segment.sentNs >= rtt.minNs()) {
            board.arrived(segment.sentNs);
        }
        if (newestDelivered == null || segment.sentNs >= newestDelivered.sentNs) {
            newestDelivered = segment;
        }
    }

    /**
     * Round trip and delivery rate of the youngest segment an ACK delivered. Of a segment sent twice the echoed
     * timestamp tells the round trip, if the ACK is for new data (RFC 7323, 4.1); what a probe sees then is the time
     * since the last copy, if that can be (RFC 8985, 6.2).
     */
    private boolean sampleRoundTrip(Ack ack, boolean advanced) {
        Segment segment = newestDelivered;
        if (segment == null) {
            return false;
        }
        if (appLimitedUntil != 0 && segmentsDelivered > appLimitedUntil) {
            appLimitedUntil = 0;
        }
        firstSentNs = segment.sentNs;
        long intervalNs = Math.max(segment.sentNs - segment.firstSentThenNs, deliveredNs - segment.deliveredThenNs);
        if (intervalNs > 0 && intervalNs >= rtt.minNs()) {
            long segments = segmentsDelivered - segment.deliveredThen;
            deliveryRate = (long) (segments * MSS * 1e9 / intervalNs);
            deliveryAppLimited = segment.appLimitedThen;
        }
        if (segment.retransmitted) {
            long sinceCopyNs = queue.nowNs() - segment.sentNs;
            if (!advanced) {
                return false;
            }
            rtt.echoed(queue.nowNs() - ack.echoNs(), sinceCopyNs);
            return sinceCopyNs >= rtt.minNs();
        }
        rtt.sample(queue.nowNs() - segment.sentNs);
        cubic.observeRtt(rtt.latestNs(), rtt.minNs());
        return true;
    }

    private void detectLosses() {
        long againNs = board.detectLosses(queue.nowNs(), rtt.latestNs(), rtt.minNs(), state != State.OPEN);
        if (againNs == Long.MAX_VALUE) {
            reorderTimer.cancel();
        } else {
            reorderTimer.set(againNs);
        }
        if (state == State.OPEN && board.lost() > 0) {
            enter(State.RECOVERY);
            recoveryFlight = Math.max(1, board.size());
            recoveryDelivered = 0;
            recoverySent = 0;
        }
    }

    private void enter(State entered) {
        if (state == State.OPEN) {
            priorWindow = cubic.window();
            priorThreshold = cubic.threshold();
            firstResendNs = 0;
            cubic.reduce();
        }
        state = entered;
        recoveryPoint = next;
        probeTimer.cancel();
    }

    private void undoIfSpurious(Ack ack) {
        if (state != State.OPEN && firstResendNs != 0 && ack.echoNs() < firstResendNs) {
            board.forgiveLosses();
            cubic.undo(priorWindow, priorThreshold);
            state = State.OPEN;
        }
    }

    private void leaveRecoveryIfDone() {
        if (state != State.OPEN && unacknowledged >= recoveryPoint) {
            if (state == State.RECOVERY) {
                cubic.window(cubic.threshold());
            }
            state = State.OPEN;
        }
    }

    private void adjustWindow(int newly, boolean advanced, boolean lostMore) {
        if (unacknowledged >= roundEnd) {
            roundEnd = next;
            cubic.newRound();
            rtt.newRound();
        }
        if (state == State.RECOVERY) {
            reduceProportionally(newly, advanced && !lostMore);
        } else if (newly > 0 && advanced) {
            boolean limiting = windowLimited || (cubic.inSlowStart() && cubic.window() < 2 * mostOut);
            if (limiting) {
                cubic.acknowledged(newly, queue.nowNs(), rtt.smoothedNs());
            }
        }
    }

    /**
     * RFC 6937: while more is in flight than the threshold, send in proportion to what arrives; then rebuild as in slow
     * start while ACKs are {@code clean}, for new data and without news of losses.
     */
    private void reduceProportionally(int newly, boolean clean) {
        recoveryDelivered += newly;
        double threshold = cubic.threshold();
        int pipe = board.inFlight();
        int send;
        if (pipe > threshold) {
            send = (int) Math.ceil(recoveryDelivered * threshold / recoveryFlight) - recoverySent;
        } else {
            int rebuild = clean ? Math.max(recoveryDelivered - recoverySent, newly) + 1 : newly;
            send = Math.min((int) threshold - pipe, rebuild);
        }
        cubic.window(pipe + Math.max(send, recoverySent == 0 ? 1 : 0));
    }

    private void transmit() {
        restartIfIdle();
        boolean limited = false;
        boolean sent = false;
        boolean sentNew = false;
        while (true) {
            Segment lost = board.nextLost();
            if (lost == null && unsentBytes() == 0) {
                break;
            }
            if (board.inFlight() >= cubic.window()) {
                limited = true;
                break;
            }
            sent = true;
            if (lost != null) {
                resend(lost);
            } else {
                sendNew();
                sentNew = true;
            }
        }
        if (sentNew) {
            scheduleProbe();
        }
        limited |= board.inFlight() >= cubic.window();
        if (sent || limited) {
            validateWindow(limited);
        }
    }

    /**
     * Whether the window was the limit counts for the whole flight, as Linux sees it; one that was not filled for a
     * timeout's time shrinks towards what was used of it (RFC 2861).
     */
    private void validateWindow(boolean limited) {
        if (limited || unacknowledged >= limitedUntil || (!windowLimited && board.size() > mostOut)) {
            windowLimited = limited;
            mostOut = board.size();
            limitedUntil = next;
        }
        if (windowLimited) {
            windowUsed = 0;
            windowStampNs = queue.nowNs();
            return;
        }
        windowUsed = Math.max(windowUsed, board.size());
        if (queue.nowNs() - windowStampNs >= rtt.rtoNs()) {
            if (state == State.OPEN) {
                cubic.applicationLimited(windowUsed);
                windowUsed = 0;
            }
            windowStampNs = queue.nowNs();
        }
    }

    private void restartIfIdle() {
        long idleNs = queue.nowNs() - lastSentNs;
        if (board.size() == 0 && unsentBytes() > 0 && lastSentNs > 0 && idleNs > rtt.rtoNs()) {
            cubic.restartAfterIdle(idleNs, rtt.rtoNs());
        }
    }

    private void sendNew() {
        if (board.size() == 0) {
            firstSentNs = queue.nowNs();
            deliveredNs = queue.nowNs();
            cubic.idle(queue.nowNs() - lastSentNs, queue.nowNs());
        }
        Segment segment = new Segment(next, Math.min(next + MSS, written));
        next = segment.end;
        board.sent(segment);
        put(segment);
        if (!retransmitTimer.isSet()) {
            restartRetransmitTimer();
        }
    }

    private void resend(Segment segment) {
        if (segment.lost && segment.end - segment.start < MSS) {
            board.collapse(segment, MSS);
        }
        board.resent(segment);
        retransmissions++;
        if (firstResendNs == 0) {
            firstResendNs = queue.nowNs();
        }
        put(segment);
        observer.retransmitted(this, 1);
        if (!retransmitTimer.isSet()) {
            restartRetransmitTimer();
        }
    }

    private void put(Segment segment) {
        long nowNs = queue.nowNs();
        segment.sentNs = nowNs;
        segment.deliveredThen = segmentsDelivered;
        segment.deliveredThenNs = deliveredNs;
        segment.firstSentThenNs = firstSentNs;
        segment.appLimitedThen = appLimitedUntil != 0;
        lastSentNs = nowNs;
        recoverySent += state == State.RECOVERY ? 1 : 0;
        wire.send(segment.start, segment.end, segment.end == written, nowNs);
    }

    private void restartRetransmitTimer() {
        if (board.size() == 0) {
            retransmitTimer.cancel();
            probeTimer.cancel();
        } else {
            retransmitTimer.set(queue.nowNs() + rtt.rtoNs());
            if (state == State.OPEN) {
                scheduleProbe();
            }
        }
    }

    private void scheduleProbe() {
        if (state != State.OPEN || probeOut || board.anySacked() || !rtt.hasSample() || board.size() == 0) {
            return;
        }
        long marginNs = board.size() == 1 ? RttEstimator.MIN_VARIATION_NS : PROBE_MARGIN_NS;
        probeTimer.set(queue.nowNs() + Math.min(2 * rtt.smoothedNs() + marginNs, rtt.rtoNs()));
    }

    /** Tail loss probe: provokes a SACK where no later segment would. */
    private void probe() {
        Segment last = board.last();
        if (state != State.OPEN || last == null) {
            return;
        }
        probeOut = true;
        if (unsentBytes() > 0) {
            sendNew();
        } else {
            resend(last);
            firstResendNs = 0;
        }
        retransmitTimer.set(queue.nowNs() + rtt.rtoNs());
    }

    private void reorderingTimeUp() {
        detectLosses();
        if (state == State.RECOVERY) {
            reduceProportionally(0, false);
        }
        transmit();
    }

    private void timedOut() {
        if (board.size() == 0) {
            return;
        }
        enter(State.LOSS);
        board.markTimedOut(queue.nowNs() - rtt.latestNs());
        cubic.window(board.inFlight() + 1);
        rtt.backOff();
        reorderTimer.cancel();
        transmit();
        retransmitTimer.set(queue.nowNs() + rtt.rtoNs());
    }
}
