package dev.tokenflow.gateway.merge;

import dev.tokenflow.gateway.delta.Protocol;
import dev.tokenflow.gateway.delta.ScannedEvent;
import java.util.BitSet;

/** What is known of one stream from the events of the upstream seen so far. */
public final class StreamWatch {
    /** What an event is to its choice. */
    enum News {
        FIRST_EVENT,
        FIRST_TEXT,
        NOTHING
    }

    private final BitSet started = new BitSet(1);
    private final BitSet spoke = new BitSet(1);
    private final BitSet finished = new BitSet(1);
    private Protocol protocol;
    private boolean recognised;
    private boolean last;
    private boolean error;
    private long counted;
    private long usageTokens;
    private long countedAtUsage;

    /**
     * @param expected the protocol the request asks for, used for {@link #errorEvent} and {@link #keepAlive} until the
     *     stream itself tells
     */
    public StreamWatch(Protocol expected) {
        this.protocol = expected;
    }

    News saw(ScannedEvent event) {
        if (!recognised && event.protocol() != Protocol.UNKNOWN) {
            protocol = event.protocol();
            recognised = true;
        }
        last |= event.last();
        error |= event.error();
        if (event.fields() != 0 || event.logprobs() > 0) {
            counted += Math.max(1, event.logprobs());
        }
        if (event.usageTokens() >= 0) {
            // With several choices some servers count each by itself: the largest count is the best known.
            usageTokens = Math.max(usageTokens, event.usageTokens());
            countedAtUsage = counted;
        }
        int choice = event.choice();
        if (choice < 0 || choice >= ScannedEvent.CHOICES) {
            return News.NOTHING;
        }
        if (event.finishes()) {
            finished.set(choice);
        }
        boolean first = !started.get(choice);
        started.set(choice);
        boolean firstText = event.fields() != 0 && !spoke.get(choice);
        if (firstText) {
            spoke.set(choice);
        }
        return first ? News.FIRST_EVENT : firstText ? News.FIRST_TEXT : News.NOTHING;
    }

    /** The protocol of the stream, or the expected one if no event has told yet. */
    public Protocol protocol() {
        return protocol;
    }

    /** Whether an event with text was seen. */
    public boolean firstDeltaSeen() {
        return !spoke.isEmpty();
    }

    /**
     * Whether the proper end was seen: {@code [DONE]}, {@code message_stop}, or a reason to finish for every choice. A
     * stream that breaks off before is to be told from one that is complete.
     */
    public boolean ended() {
        return last || (!finished.isEmpty() && finished.equals(started));
    }

    /** Whether the upstream has sent an error of the protocol. */
    public boolean errorSeen() {
        return error;
    }

    /**
     * Tokens generated so far, as well as it is known: by the upstream's usage and what came after it, else by log
     * probabilities, else one for each delta.
     */
    public long tokens() {
        return usageTokens + counted - countedAtUsage;
    }

    /** See {@link Protocol#errorEvent}. */
    public byte[] errorEvent(String message) {
        return protocol.errorEvent(message);
    }

    /** See {@link Protocol#keepAlive}. */
    public byte[] keepAlive() {
        return protocol.keepAlive();
    }
}
