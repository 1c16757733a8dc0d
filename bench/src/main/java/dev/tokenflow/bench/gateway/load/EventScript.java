package dev.tokenflow.bench.gateway.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * The bytes that the engine sends, made once: a chat completion in the form that vLLM writes, one chunk of HTTP for
 * each event. Each delta is one word with a blank before it, and no other blank stands in an event except the one
 * behind {@code data:}; {@link BodyCount} counts deltas by that, also where they were joined.
 */
final class EventScript {
    /** What comes after these begins again from the first. */
    private static final int DELTAS = 1_024;

    private static final String[] WORDS = {
        "the",
        "of",
        "and",
        "network",
        "a",
        "to",
        "stream",
        "is",
        "that",
        "packet",
        "in",
        "it",
        "connection",
        "for",
        "queue",
        "with",
        "as",
        "delay",
        "was",
        "on",
        "round",
        "trip",
        "time",
        "be",
        "at",
        "by",
        "congestion",
        "I",
        "this",
        "token",
        "had",
        "not",
        "are",
        "but",
        "from",
        "or",
        "have",
        "an",
        "they",
        "which",
        "retransmission",
        "one",
        "you",
        "were",
        "her",
        "all",
        "window",
        "would",
        "there",
        "their",
        "bandwidth",
        "we",
        "him",
        "been",
        "has",
        "when",
        "who",
        "will",
        "more",
        "measurement",
        "if",
        "no",
        "out",
        "so",
        "said",
        "what",
        "up",
        "its",
        "about",
        "into",
        "than",
        "them",
        "can",
        "only",
        "other",
        "new",
        "some",
        "could",
        "these",
        "two",
        "may",
        "then",
        "do",
        "first",
        "any",
        "my",
        "now",
        "such",
        "like",
        "our",
        "over",
        "man",
        "me",
        "even",
        "most",
        "made",
        "after",
        "also",
        "did",
        "many"
    };

    private static final String BEFORE =
            "data: {\"id\":\"chatcmpl-5f2b8c1e0d9a4b7c8e6f3a2d1c0b9e8f\",\"object\":\"chat.completion.chunk\","
                    + "\"created\":1760000000,\"model\":\"meta-llama/Llama-3.1-8B\",\"choices\":[{\"index\":0,"
                    + "\"delta\":{";
    private static final String AFTER = "},\"logprobs\":null,\"finish_reason\":null}]}\n\n";

    private final ByteBuf begin;
    private final ByteBuf[] deltas = new ByteBuf[DELTAS];
    private final ByteBuf end;
    private final int meanBytes;

    EventScript() {
        begin = shared("HTTP/1.1 200 OK\r\ndate: Thu, 01 Jan 2026 00:00:00 GMT\r\nserver: bench\r\n"
                + "content-type: text/event-stream; charset=utf-8\r\ntransfer-encoding: chunked\r\n\r\n"
                + chunk(BEFORE + "\"role\":\"assistant\",\"content\":\"\"" + AFTER));
        Random random = new Random(1);
        int bytes = 0;
        for (int i = 0; i < DELTAS; i++) {
            String event = BEFORE + "\"content\":\" " + WORDS[random.nextInt(WORDS.length)] + "\"" + AFTER;
            bytes += event.length();
            deltas[i] = shared(chunk(event));
        }
        meanBytes = bytes / DELTAS;
        end = shared(chunk(BEFORE + AFTER.replace("\"finish_reason\":null", "\"finish_reason\":\"stop\""))
                + chunk("data: [DONE]\n\n")
                + "0\r\n\r\n");
    }

    /** Head of the answer, and the event with the role. */
    ByteBuf begin() {
        return begin.retainedDuplicate();
    }

    ByteBuf delta(long index) {
        return deltas[(int) (index % DELTAS)].retainedDuplicate();
    }

    /** Finish, {@code [DONE]}, and the end of the body. */
    ByteBuf end() {
        return end.retainedDuplicate();
    }

    /** Bytes of an event on average, without the framing of HTTP. */
    int meanBytes() {
        return meanBytes;
    }

    private static String chunk(String content) {
        return Integer.toHexString(content.length()) + "\r\n" + content + "\r\n";
    }

    private static ByteBuf shared(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return Unpooled.unreleasableBuffer(
                Unpooled.directBuffer(bytes.length).writeBytes(bytes).asReadOnly());
    }
}
