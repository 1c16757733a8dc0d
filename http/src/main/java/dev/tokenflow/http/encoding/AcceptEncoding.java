package dev.tokenflow.http.encoding;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request's {@code Accept-Encoding} lines say (RFC 9110, 12.5.3). Parts that do not follow the grammar are
 * ignored, so a coding is only used when it was clearly asked for. A request without the header gets the identity: the
 * standard allows any coding then, but clients that do not ask are those that do not decode.
 */
public final class AcceptEncoding {
    private static final Pattern PART = Pattern.compile(
            "([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?:[ \\t]*;[ \\t]*[qQ]=(0(?:\\.[0-9]{0,3})?|1(?:\\.0{0,3})?))?");

    private final Map<ContentCoding, Double> named = new EnumMap<>(ContentCoding.class);
    private @Nullable Double others;

    private AcceptEncoding() {}

    /** Reads all lines of the header, in their order; several lines are one list. */
    public static AcceptEncoding of(List<String> lines) {
        AcceptEncoding accepted = new AcceptEncoding();
        for (String line : lines) {
            for (String part : line.split(",", -1)) {
                accepted.add(part.strip());
            }
        }
        return accepted;
    }

    private void add(String part) {
        Matcher matcher = PART.matcher(part);
        if (!matcher.matches()) {
            return;
        }
        double quality = matcher.group(2) == null ? 1 : Double.parseDouble(matcher.group(2));
        if (matcher.group(1).equals("*")) {
            others = quality;
        } else {
            ContentCoding.of(matcher.group(1)).ifPresent(coding -> named.put(coding, quality));
        }
    }

    /** The weight of a coding, 0 to 1; 0 = not acceptable. */
    public double quality(ContentCoding coding) {
        Double own = named.get(coding);
        if (own != null) {
            return own;
        }
        if (others != null) {
            return others;
        }
        return coding == ContentCoding.IDENTITY ? 1 : 0;
    }

    /**
     * The best coding for this reader: that of the highest weight, at equal weights the first of the preference. The
     * identity comes last, except where the reader itself gave it a higher weight.
     *
     * @param preference the codings that can be sent beside the identity, best first
     * @return empty when nothing is acceptable, not even the identity: the answer is 406
     */
    public Optional<ContentCoding> choose(List<ContentCoding> preference) {
        ContentCoding best = null;
        double most = 0;
        for (ContentCoding coding : preference) {
            double quality = quality(coding);
            if (coding != ContentCoding.IDENTITY && quality > most) {
                best = coding;
                most = quality;
            }
        }
        Double plain = named.get(ContentCoding.IDENTITY);
        if (best != null && (plain == null || plain <= most)) {
            return Optional.of(best);
        }
        return quality(ContentCoding.IDENTITY) > 0 ? Optional.of(ContentCoding.IDENTITY) : Optional.empty();
    }
}
