package dev.tokenflow.simulator.answer.plan;

import dev.tokenflow.simulator.text.TokenText;
import dev.tokenflow.simulator.text.Utf8Builder;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first stop sequence in a text, also where it spans several tokens. The sequence that is complete first wins; of
 * two that are complete with the same byte, the longer one.
 */
final class StopSearch {
    private static final int BYTES = 256;

    private final String sequence;
    private final int token;
    private final int lastVisibleToken;
    private final int bytesOfIt;

    private StopSearch(String sequence, int token, int lastVisibleToken, int bytesOfIt) {
        this.sequence = sequence;
        this.token = token;
        this.lastVisibleToken = lastVisibleToken;
        this.bytesOfIt = bytesOfIt;
    }

    /** Searches the first {@code tokens} tokens; null when nothing is found. */
    static @Nullable StopSearch in(TokenText text, int tokens, List<String> stops) {
        byte[][] wanted = stops.stream().map(Utf8Builder::utf8).toArray(byte[][]::new);
        int longest = Arrays.stream(wanted).mapToInt(stop -> stop.length).max().orElse(0);
        // Almost no byte ends a sequence, so most are passed over at once.
        boolean[] ends = new boolean[BYTES];
        for (byte[] stop : wanted) {
            ends[stop[stop.length - 1] & 0xff] = true;
        }
        // The last bytes of the text, of which a stop can be the end; always the whole of the newest token.
        byte[] recent = new byte[0];
        long recentFrom = 0;
        for (int token = 1; token <= tokens; token++) {
            byte[] added = text.plain(token);
            int keep = Math.min(recent.length, longest - 1);
            byte[] joined = new byte[keep + added.length];
            System.arraycopy(recent, recent.length - keep, joined, 0, keep);
            System.arraycopy(added, 0, joined, keep, added.length);
            recentFrom += recent.length - keep;
            recent = joined;
            for (int end = keep + 1; end <= recent.length; end++) {
                int stop = ends[recent[end - 1] & 0xff] ? endingAt(recent, end, wanted) : -1;
                if (stop >= 0) {
                    return at(text, stops.get(stop), token, recentFrom + end - wanted[stop].length);
                }
            }
        }
        return null;
    }

    private static StopSearch at(TokenText text, String sequence, int token, long visibleBytes) {
        long before = 0;
        for (int visible = 1; visible < token; visible++) {
            int length = text.plain(visible).length;
            if (before + length > visibleBytes) {
                return new StopSearch(sequence, token, visible, (int) (visibleBytes - before));
            }
            before += length;
        }
        return new StopSearch(sequence, token, token, (int) (visibleBytes - before));
    }

    private static int endingAt(byte[] text, int end, byte[][] wanted) {
        int best = -1;
        for (int i = 0; i < wanted.length; i++) {
            int from = end - wanted[i].length;
            boolean ends = from >= 0 && Arrays.equals(text, from, end, wanted[i], 0, wanted[i].length);
            if (ends && (best < 0 || wanted[i].length > wanted[best].length)) {
                best = i;
            }
        }
        return best;
    }

    /** The sequence that was found. */
    String sequence() {
        return sequence;
    }

    /** The token with which the sequence was complete: the last one generated. */
    int token() {
        return token;
    }

    /** The token in which the sequence begins. */
    int lastVisibleToken() {
        return lastVisibleToken;
    }

    /** How many bytes of that token stand before the sequence. */
    int bytesOfIt() {
        return bytesOfIt;
    }
}
