package dev.tokenflow.bench.pipeline.load;

/**
 * Something that goes wrong with a client.
 *
 * @param kind what
 * @param watched which of the watched clients, from 0; {@link #UNWATCHED} = none of them
 * @param client that client
 * @param events how many tell of it
 * @param rttUs round trip of a jump: larger than any the client had before, so that the maximum in its hint tells it
 */
public record Alarm(AlarmKind kind, int watched, Client client, int events, int rttUs) {
    /** Of a client whose hints nobody fetches. */
    public static final int UNWATCHED = -1;

    /** Segments of a burst; the job fires at 10. */
    static final int BURST_SEGMENTS = 12;

    /** Events of a burst: what was delivered until then, and what is sent again. */
    static final int BURST_EVENTS = 2;

    /** Segments delivered until then: of fewer than 50 the law does not say what share was lost. */
    static final int DELIVERED_BEFORE = 60;

    /** Segments are sent again, some time after others were delivered. */
    public static Alarm burst(int watched, Client client) {
        return new Alarm(AlarmKind.RETRANSMIT_BURST, watched, client, BURST_EVENTS, 0);
    }

    /** So many round trips are much longer than usual. */
    public static Alarm jump(int watched, Client client, int events, int rttUs) {
        return new Alarm(AlarmKind.RTT_JUMP, watched, client, events, rttUs);
    }
}
