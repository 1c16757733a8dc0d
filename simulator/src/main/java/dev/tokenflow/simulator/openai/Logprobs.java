package dev.tokenflow.simulator.openai;

import dev.tokenflow.simulator.answer.plan.Segment;
import dev.tokenflow.simulator.text.TokenText;
import dev.tokenflow.simulator.text.Utf8Builder;
import java.nio.charset.StandardCharsets;

/** Log probabilities of tokens, as chat completions and completions write them. */
public final class Logprobs {
    /** By how much each alternative is less likely than the one before. */
    private static final double STEP = 0.75;

    private Logprobs() {}

    /** The object of a chat completion: every token with its bytes and {@code alternatives} of what it could be. */
    public static void chat(Utf8Builder out, Segment segment, int first, int count, int alternatives) {
        out.add("{\"content\":[");
        boolean more = false;
        for (int token = first; token < first + count; token++) {
            if (segment.text().plain(token).length > 0) {
                out.add(more ? ",{" : "{");
                chatToken(out, segment.text(), token, 0);
                out.add(",\"top_logprobs\":[");
                for (int rank = 0; rank < alternatives; rank++) {
                    out.add(rank > 0 ? ",{" : "{");
                    chatToken(out, segment.text(), token, rank);
                    out.add("}");
                }
                out.add("]}");
                more = true;
            }
        }
        out.add("],\"refusal\":null}");
    }

    private static void chatToken(Utf8Builder out, TokenText text, int token, int rank) {
        out.add("\"token\":\"").add(inJson(text, token, rank)).add("\",\"logprob\":");
        out.add(logprob(text, token, rank)).add(",\"bytes\":[");
        byte[] bytes = rank == 0 ? text.plain(token) : text.otherPlain(token, rank);
        for (int i = 0; i < bytes.length; i++) {
            out.add(i > 0 ? "," : "").add(bytes[i] & 0xff);
        }
        out.add("]");
    }

    /**
     * The object of a completion: an array for each thing to know of the tokens.
     *
     * @param offset characters of the choice's text before the first of these tokens
     * @return characters of these tokens
     */
    public static int completion(Utf8Builder out, Segment segment, int first, int count, int alternatives, int offset) {
        Utf8Builder tokens = new Utf8Builder(64);
        Utf8Builder chances = new Utf8Builder(64);
        Utf8Builder tops = new Utf8Builder(64);
        Utf8Builder offsets = new Utf8Builder(64);
        TokenText text = segment.text();
        int characters = 0;
        String comma = "";
        for (int token = first; token < first + count; token++) {
            byte[] plain = text.plain(token);
            if (plain.length > 0) {
                tokens.add(comma).add("\"").add(text.inJson(token)).add("\"");
                chances.add(comma).add(logprob(text, token, 0));
                tops.add(comma).add("{");
                for (int rank = 0; rank < alternatives; rank++) {
                    tops.add(rank > 0 ? ",\"" : "\"")
                            .add(inJson(text, token, rank))
                            .add("\":");
                    tops.add(logprob(text, token, rank));
                }
                tops.add("}");
                offsets.add(comma).add(offset + characters);
                characters += (int)
                        new String(plain, StandardCharsets.UTF_8).codePoints().count();
                comma = ",";
            }
        }
        out.add("{\"tokens\":[")
                .add(tokens.toByteArray())
                .add("],\"token_logprobs\":[")
                .add(chances.toByteArray());
        out.add("],\"top_logprobs\":");
        if (alternatives == 0) {
            out.add("null");
        } else {
            out.add("[").add(tops.toByteArray()).add("]");
        }
        out.add(",\"text_offset\":[").add(offsets.toByteArray()).add("]}");
        return characters;
    }

    private static byte[] inJson(TokenText text, int token, int rank) {
        return rank == 0 ? text.inJson(token) : text.otherInJson(token, rank);
    }

    private static String logprob(TokenText text, int token, int rank) {
        return Double.toString(Math.round((text.logProbability(token) - rank * STEP) * 1e4) / 1e4);
    }
}
