package dev.tokenflow.bench.pipeline.load;

/**
 * Something that goes wrong with a watched client.
 *
 * @param kind what
 * @param watched which of the watched clients, from 0
 * @param client that client
 * @param events how many tell of it: one of a burst, several of a jump
 * @param rttUs round trip of a jump: larger than any the client had before, so that the maximum in its hint tells it
 */
public record Alarm(AlarmKind kind, int watched, Client client, int events, int rttUs) {
    /** Segments of a burst; the job fires at 10. */
    static final int BURST_SEGMENTS = 12;
}
