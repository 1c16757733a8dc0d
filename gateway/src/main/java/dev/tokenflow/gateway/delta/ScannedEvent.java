package dev.tokenflow.gateway.delta;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One server-sent event, read once: its variable spans if it is a delta that may be joined to others, and what a
 * gateway wants to know of it in any case. One object reads all events of a stream, one after the other.
 *
 * <p>An event may be joined ({@link #joinable()}) if it has one {@code data:} line with valid JSON of a known protocol,
 * at most an {@code event:} line that fits it, no member with an unknown name (other than {@code null}), one choice,
 * text of one kind, and nothing that a client must see alone: a reason to finish, the id or name of a tool, two tools,
 * a role without text, usage without a choice, an error.
 */
public final class ScannedEvent {
    /** Choices with a higher index are never joined. */
    public static final int CHOICES = 128;

    private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EVENT = "event:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BLOCK_DELTA = "content_block_delta".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BLOCK = "content_block_".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MESSAGE = "message_".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MESSAGE_STOP = "message_stop".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ERROR = "error".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final DeltaFacts facts = new DeltaFacts();
    private final DeltaScanner delta = new DeltaScanner(facts);
    private byte[] bytes = {};
    private int from;
    private int to;
    private int nameFrom;
    private int nameTo;
    private boolean done;
    private boolean joinable;
    private Protocol protocol = Protocol.UNKNOWN;

    /** Reads one event, {@code bytes[from, to)}. The array must stay as it is while this object is asked about it. */
    public void scan(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        nameFrom = nameTo = from;
        done = false;
        protocol = Protocol.UNKNOWN;
        facts.clear();
        boolean whole = lines();
        if (facts.complete) {
            protocol = recognise();
            joinable = whole && facts.understood && fits();
        } else {
            joinable = false;
        }
    }

    /** Reads the lines and says whether they are one {@code data:} line, at most one name, and the blank line. */
    private boolean lines() {
        int at = startsWith(from, BYTE_ORDER_MARK) ? from + BYTE_ORDER_MARK.length : from;
        boolean plain = at == from;
        boolean data = false;
        boolean named = false;
        while (at < to) {
            int past = lineEnd(at);
            if (past > at) {
                return plain && data && past == to;
            }
            if (startsWith(at, DATA) && !data) {
                data = true;
                int value = JsonText.at(bytes, at + DATA.length, to) == ' ' ? at + DATA.length + 1 : at + DATA.length;
                at = data(value);
            } else if (startsWith(at, EVENT) && !named) {
                named = true;
                nameFrom = JsonText.blanks(bytes, at + EVENT.length, to);
                at = nameTo = endOfLine(at);
            } else {
                // A second data line changes what the first one means.
                if (startsWith(at, DATA)) {
                    facts.clear();
                    done = false;
                }
                plain = false;
                at = endOfLine(at);
            }
            int next = lineEnd(at);
            if (next == at) {
                return false;
            }
            at = next;
        }
        return false;
    }

    private int data(int value) {
        int end = delta.read(bytes, from, value, to);
        if (end >= 0) {
            return end;
        }
        int lineEnds = endOfLine(value);
        done = lineEnds - value == DONE.length && startsWith(value, DONE);
        return lineEnds;
    }

    private Protocol recognise() {
        if (facts.chat && !facts.completions) {
            return Protocol.CHAT;
        }
        if (facts.completions && !facts.chat) {
            return Protocol.COMPLETIONS;
        }
        boolean messages = facts.typeStarts(bytes, MESSAGE) || facts.typeStarts(bytes, BLOCK);
        return messages && !facts.chat && !facts.completions ? Protocol.MESSAGES : Protocol.UNKNOWN;
    }

    private boolean fits() {
        if (Integer.bitCount(facts.fields) > 1 || !facts.joinableSpans()) {
            return false;
        }
        return switch (protocol) {
            case CHAT, COMPLETIONS ->
                nameFrom == nameTo
                        && !facts.typed()
                        && facts.choices == 1
                        && facts.choice >= 0
                        && facts.choice < CHOICES
                        && (!facts.role || facts.fields != 0);
            case MESSAGES ->
                facts.typeIs(bytes, BLOCK_DELTA)
                        && facts.blockDelta
                        && facts.rootIndex
                        && !facts.usage
                        && (nameFrom == nameTo || nameIs(BLOCK_DELTA));
            case UNKNOWN -> false;
        };
    }

    /** Whether this is a delta whose text may be joined to that of another one. */
    public boolean joinable() {
        return joinable;
    }

    /** The protocol this event is of, or {@link Protocol#UNKNOWN} if it does not tell. */
    public Protocol protocol() {
        return protocol;
    }

    /** The choice an event speaks of, or -1; events of the messages protocol are all of choice 0. */
    public int choice() {
        return protocol == Protocol.MESSAGES ? 0 : facts.choice;
    }

    /** The spans of a joinable event. */
    public Spans spans() {
        return facts.spans;
    }

    /** {@link TextField} bits of the text in it that is not empty. */
    public int fields() {
        return facts.fields;
    }

    /** Text in it as it is on the wire, escapes included, in bytes. */
    public int textBytes() {
        return facts.textBytes;
    }

    /** Entries in its list of log probabilities, one for each token; 0 if it has none. */
    public int logprobs() {
        return facts.logprobs;
    }

    /** Tokens generated so far by its own count, or -1 if it has none that is for the answer so far. */
    public int usageTokens() {
        return protocol == Protocol.MESSAGES && !facts.usage ? -1 : facts.usageTokens;
    }

    /** Whether it is the last event of its protocol, {@code [DONE]} or {@code message_stop}. */
    public boolean last() {
        return done || (protocol == Protocol.MESSAGES && facts.typeIs(bytes, MESSAGE_STOP));
    }

    /** Whether it gives the reason for which its choice is over. */
    public boolean finishes() {
        return facts.finishes;
    }

    /** Whether it is an error of the protocol. */
    public boolean error() {
        return facts.error || (facts.complete && facts.typeIs(bytes, ERROR)) || (nameTo > nameFrom && nameIs(ERROR));
    }

    public byte[] bytes() {
        return bytes;
    }

    public int from() {
        return from;
    }

    public int to() {
        return to;
    }

    private boolean nameIs(byte[] name) {
        return Arrays.equals(bytes, nameFrom, nameTo, name, 0, name.length);
    }

    private boolean startsWith(int at, byte[] start) {
        return at + start.length <= to && Arrays.equals(bytes, at, at + start.length, start, 0, start.length);
    }

    /** The position behind a line end, or the same position if there is none. */
    private int lineEnd(int at) {
        int mark = JsonText.at(bytes, at, to);
        if (mark == '\r') {
            return JsonText.at(bytes, at + 1, to) == '\n' ? at + 2 : at + 1;
        }
        return mark == '\n' ? at + 1 : at;
    }

    private int endOfLine(int from) {
        int at = from;
        while (at < to && bytes[at] != '\n' && bytes[at] != '\r') {
            at++;
        }
        return at;
    }
}
