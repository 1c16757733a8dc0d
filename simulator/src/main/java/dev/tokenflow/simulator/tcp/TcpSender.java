package dev.tokenflow.simulator.tcp;

import dev.tokenflow.protocol.event.RetransmitCause;
import dev.tokenflow.simulator.time.EventQueue;
import dev.tokenflow.simulator.time.VirtualTimer;
import java.util.function.Consumer;

/**
 * The sending half of a connection, as Linux sends with TCP_NODELAY: a write leaves at once as a segment of its own
 * while the window allows, otherwise it joins what waits and leaves in full segments. Losses are found by SACK and
 * RACK-TLP (RFC 8985), a timeout (RFC 6298) after which the segments that left lately still count as in flight, and
 * spurious recoveries are undone by timestamps (RFC 4015). The window follows {@link Cubic}, in recovery
 * {@link ProportionalRateReduction}, and {@link CwndValidation} while it is not used.
 *
 * <p>The comments of the fields name the field of Linux's {@code struct tcp_sock} with the same meaning, so that the
 * two can be compared.
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

    /** {@code icsk_ca_state}. */
    private enum State {
        /** TCP_CA_Open and TCP_CA_Disorder. */
        OPEN,
        /** TCP_CA_Recovery. */
        RECOVERY,
        /** TCP_CA_Loss: after a timeout. */
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
    private final ProportionalRateReduction reduction = new ProportionalRateReduction();
    private final CwndValidation validation = new CwndValidation();
    private final DeliveryRateSampler rate = new DeliveryRateSampler();

    /** {@code ICSK_TIME_RETRANS}. */
    private final VirtualTimer retransmitTimer;

    /** {@code ICSK_TIME_LOSS_PROBE}. */
    private final VirtualTimer probeTimer;

    /** {@code ICSK_TIME_REO_TIMEOUT}. */
    private final VirtualTimer reorderTimer;

    private final Consumer<Segment> onDelivered = this::delivered;

    /** First byte that is not acknowledged: {@code snd_una}. */
    private long unacknowledged;

    /** Byte to be sent next: {@code snd_nxt}. */
    private long next;

    /** Bytes written by the application: {@code write_seq}. */
    private long written;

    private State state = State.OPEN;

    /** Recovery ends when this byte is acknowledged: {@code high_seq}. */
    private long recoveryPoint;

    /** When the first segment was sent again since the window was reduced: {@code retrans_stamp}; 0 = none. */
    private long firstResendNs;

    /** Window before the reduction, segments: {@code prior_cwnd}. */
    private double priorWindow;

    /** Threshold before the reduction, segments: {@code prior_ssthresh}. */
    private double priorThreshold;

    /** Whether a tail loss probe is under way: {@code tlp_high_seq} is set. */
    private boolean tlpOutstanding;

    /** A round of acknowledgements ends with this byte: {@code rtt_seq}. */
    private long roundEnd;

    /** When the last segment left: {@code lsndtime}. */
    private long lastSentNs;

    /** Segments sent again so far: {@code total_retrans}. */
    private long retransmissions;

    /** Segments the peer received twice: {@code dsack_dups}. */
    private long duplicates;

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
        rate.restart(queue.nowNs());
    }

    /** Queues {@code bytes} and sends what may be sent. */
    void write(int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a write of " + bytes + " bytes, expected 0 or more");
        }
        if (unsentBytes() < MSS && board.inFlight() < cubic.window() && board.nextLost() == null) {
            rate.applicationLimited(board.inFlight());
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
        long deliveredBefore = rate.delivered();
        rate.beginAck();
        boolean advanced = ack.cumulative() > unacknowledged;
        board.acknowledge(ack.cumulative(), onDelivered);
        if (ack.duplicate()) {
            duplicates++;
        } else if (ack.sackEnd() > ack.sackStart()) {
            board.sack(ack.sackStart(), ack.sackEnd(), onDelivered);
        }
        unacknowledged = Math.max(unacknowledged, ack.cumulative());
        int newly = (int) (rate.delivered() - deliveredBefore);
        boolean sampled = sampleRoundTrip(ack, advanced);
        if (advanced) {
            rtt.forgiveBackoff();
            tlpOutstanding = false;
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
        return rate.delivered();
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
        return rate.bytesPerSecond();
    }

    boolean deliveryAppLimited() {
        return rate.sampleAppLimited();
    }

    private void delivered(Segment segment) {
        rate.delivered(segment, queue.nowNs());
        // An answer sooner than any round trip is to the first copy, not to this one (RFC 8985, 6.2).
        if (!segment.retransmitted || queue.nowNs() - segment.sentNs >= rtt.minNs()) {
            board.arrived(segment.sentNs);
        }
    }

    /**
     * Round trip and delivery rate of the youngest segment an ACK delivered. Of a segment sent twice the echoed
     * timestamp tells the sender the round trip, if the ACK is for new data (RFC 7323, 4.1); the probe takes no round
     * trip of it (Karn's algorithm).
     *
     * @return whether the probe has one
     */
    private boolean sampleRoundTrip(Ack ack, boolean advanced) {
        Segment segment = rate.youngest();
        if (segment == null) {
            return false;
        }
        rate.sample(segment, rtt.minNs());
        if (segment.retransmitted) {
            if (advanced) {
                rtt.echoed(queue.nowNs() - ack.echoNs(), queue.nowNs() - segment.sentNs);
            }
            return false;
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
            reduction.begin(board.size());
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
            if (validation.mayGrow(cubic)) {
                cubic.acknowledged(newly, queue.nowNs(), rtt.smoothedNs());
            }
        }
    }

    private void reduceProportionally(int newly, boolean clean) {
        cubic.window(reduction.window(newly, clean, cubic.threshold(), board.inFlight()));
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
                resend(lost, state == State.LOSS ? RetransmitCause.TIMEOUT : RetransmitCause.FAST);
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
            validation.note(limited, board.size(), unacknowledged, next);
            validation.shrinkIfUnused(cubic, board.size(), queue.nowNs(), rtt.rtoNs(), state == State.OPEN);
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
            rate.restart(queue.nowNs());
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

    private void resend(Segment segment, RetransmitCause cause) {
        if (segment.lost && segment.end - segment.start < MSS) {
            board.collapse(segment, MSS);
        }
        board.resent(segment);
        retransmissions++;
        if (firstResendNs == 0) {
            firstResendNs = queue.nowNs();
        }
        put(segment);
        observer.retransmitted(this, 1, cause);
        if (!retransmitTimer.isSet()) {
            restartRetransmitTimer();
        }
    }

    private void put(Segment segment) {
        long nowNs = queue.nowNs();
        segment.sentNs = nowNs;
        rate.stamp(segment);
        lastSentNs = nowNs;
        if (state == State.RECOVERY) {
            reduction.sent();
        }
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
        if (state != State.OPEN || tlpOutstanding || board.anySacked() || !rtt.hasSample() || board.size() == 0) {
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
        tlpOutstanding = true;
        if (unsentBytes() > 0) {
            sendNew();
        } else {
            resend(last, RetransmitCause.PROBE);
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
