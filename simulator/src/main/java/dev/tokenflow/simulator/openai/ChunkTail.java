package dev.tokenflow.simulator.openai;

import dev.tokenflow.simulator.text.SeededNumbers;
import dev.tokenflow.simulator.text.Utf8Builder;
import java.nio.charset.StandardCharsets;

/** What stands behind the choices of a chunk: token counts, padding, and the end of the event. */
public final class ChunkTail {
    private static final byte[] END = Utf8Builder.utf8("}\n\n");
    private static final byte[] NO_USAGE = Utf8Builder.utf8(",\"usage\":null");
    private static final byte[] LETTERS =
            Utf8Builder.utf8("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
    /** Chunks of texts whose lengths differ by less are equally long. */
    private static final int PAD_BYTES = 16;

    private final UsageMode mode;
    private final int promptTokens;
    private final boolean padded;
    private final long seed;
    private long chunks;
    private int completionTokens;
    private int reasoningTokens;

    /**
     * The ends of one answer's chunks.
     *
     * @param mode which of them have token counts
     * @param promptTokens tokens of the request
     * @param padded whether they are made equally long
     * @param seed of the padding
     */
    public ChunkTail(UsageMode mode, int promptTokens, boolean padded, long seed) {
        this.mode = mode;
        this.promptTokens = promptTokens;
        this.padded = padded;
        this.seed = seed;
    }

    /** Tokens that the next chunk carries. */
    public void count(int tokens, boolean reasoning) {
        completionTokens += tokens;
        reasoningTokens += reasoning ? tokens : 0;
    }

    /** Ends a chunk whose text has {@code textBytes} bytes. */
    public void add(Utf8Builder out, int textBytes) {
        if (mode == UsageMode.LAST) {
            out.add(NO_USAGE);
        } else if (mode == UsageMode.EVERY) {
            out.add(",\"usage\":").add(usage().toJson());
        }
        if (padded) {
            out.add(",\"obfuscation\":\"")
                    .add(padding(PAD_BYTES - textBytes % PAD_BYTES))
                    .add("\"");
        }
        out.add(END);
    }

    /** Whether a last chunk has the counts. */
    public boolean hasLast() {
        return mode != UsageMode.NONE;
    }

    /** The counts so far. */
    public Usage usage() {
        return new Usage(promptTokens, completionTokens, reasoningTokens);
    }

    private String padding(int length) {
        byte[] pad = new byte[length];
        for (int i = 0; i < length; i++) {
            pad[i] = LETTERS[SeededNumbers.below(LETTERS.length, seed, chunks * PAD_BYTES + i)];
        }
        chunks++;
        return new String(pad, StandardCharsets.US_ASCII);
    }
}
