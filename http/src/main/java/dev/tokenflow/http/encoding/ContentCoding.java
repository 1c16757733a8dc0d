package dev.tokenflow.http.encoding;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A content coding that streams can be sent in, as the header {@code Content-Encoding} names it. */
public enum ContentCoding {
    /** The bytes as they are; never named in {@code Content-Encoding}. */
    IDENTITY,
    /** RFC 1952. */
    GZIP,
    /** RFC 8878, in one frame. */
    ZSTD;

    /** zstd costs the least time, gzip is understood by most. */
    public static final List<ContentCoding> PREFERENCE = List.of(ZSTD, GZIP);

    private final String token = name().toLowerCase(Locale.ROOT);

    /** The word in headers. */
    public String token() {
        return token;
    }

    /** The coding of that word, {@code x-gzip} included (RFC 9110, 8.4.1.3); empty for one that is not known here. */
    public static Optional<ContentCoding> of(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        if (lower.equals("x-gzip")) {
            return Optional.of(GZIP);
        }
        for (ContentCoding coding : values()) {
            if (coding.token.equals(lower)) {
                return Optional.of(coding);
            }
        }
        return Optional.empty();
    }
}
