package dev.tokenflow.simulator.link;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Text form of a {@link LinkSchedule}. */
final class LinkScheduleParser {
    private static final Pattern QUANTITY = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([a-z%]*)");
    private static final Map<String, BigDecimal> RATE_UNITS = Map.of(
            "bit", new BigDecimal(1),
            "kbit", new BigDecimal(1_000),
            "mbit", new BigDecimal(1_000_000),
            "gbit", new BigDecimal(1_000_000_000));
    private static final Map<String, BigDecimal> TIME_UNITS = Map.of(
            "ns", new BigDecimal(1),
            "us", new BigDecimal(1_000),
            "ms", new BigDecimal(1_000_000),
            "s", new BigDecimal(1_000_000_000),
            "min", new BigDecimal(60_000_000_000L));
    private static final Map<String, BigDecimal> SIZE_UNITS =
            Map.of("b", new BigDecimal(1), "kb", new BigDecimal(1_000), "mb", new BigDecimal(1_000_000));

    private LinkScheduleParser() {}

    static LinkSchedule parse(String text) {
        List<LinkPhase> phases = new ArrayList<>();
        for (String line : text.split("[\n;]")) {
            String content = line.replaceFirst("#.*", "").strip();
            if (!content.isEmpty()) {
                phases.add(phase(phases.size() + 1, content));
            }
        }
        return new LinkSchedule(phases);
    }

    static String format(LinkSchedule schedule) {
        return schedule.phases().stream().map(LinkScheduleParser::format).collect(Collectors.joining("\n"));
    }

    private static LinkPhase phase(int number, String content) {
        try {
            return phase(content.split("\\s+"));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("phase " + number + " ('" + content + "'): " + e.getMessage(), e);
        }
    }

    private static LinkPhase phase(String[] words) {
        if (words.length < 2) {
            throw new IllegalArgumentException(
                    "expected a name and a duration such as 'clean 15s rate=50mbit delay=20ms'");
        }
        long rate = LinkPhase.UNLIMITED;
        Duration delay = Duration.ZERO;
        Duration jitter = Duration.ZERO;
        double loss = 0;
        String buffer = LinkPhase.DEFAULT_BUFFER.toMillis() + "ms";
        boolean reorder = false;
        Set<String> seen = new HashSet<>();
        for (String word : List.of(words).subList(2, words.length)) {
            int equals = word.indexOf('=');
            String key = equals < 0 ? word : word.substring(0, equals);
            String value = equals < 0 ? "" : word.substring(equals + 1);
            if (!seen.add(key)) {
                throw new IllegalArgumentException(key + " is given twice");
            }
            switch (key) {
                case "rate" -> rate = rate(value);
                case "delay" -> delay = time("delay", value);
                case "jitter" -> jitter = time("jitter", value);
                case "loss" -> loss = probability(value);
                case "buffer" -> buffer = value;
                case "reorder" -> reorder = true;
                default ->
                    throw new IllegalArgumentException(
                            "'" + word + "' is unknown, expected rate=, delay=, jitter=, loss=, buffer= or reorder");
            }
        }
        Duration duration = time("duration", words[1]);
        return new LinkPhase(words[0], duration, rate, delay, jitter, loss, bufferBytes(buffer, rate), reorder);
    }

    private static long rate(String value) {
        if (value.equals("unlimited")) {
            return LinkPhase.UNLIMITED;
        }
        return quantity("rate", value, RATE_UNITS, "a rate such as 2mbit, 500kbit or unlimited");
    }

    private static Duration time(String what, String value) {
        return Duration.ofNanos(quantity(what, value, TIME_UNITS, "a time such as 20ms or 15s"));
    }

    private static long bufferBytes(String value, long rate) {
        Matcher matcher = QUANTITY.matcher(value.toLowerCase(Locale.ROOT));
        if (matcher.matches() && TIME_UNITS.containsKey(matcher.group(2))) {
            return LinkPhase.bufferBytes(time("buffer", value), rate);
        }
        return quantity("buffer", value, SIZE_UNITS, "bytes such as 64kB or a time such as 1s");
    }

    private static double probability(String value) {
        Matcher matcher = QUANTITY.matcher(value);
        if (matcher.matches()
                && (matcher.group(2).equals("%") || matcher.group(2).isEmpty())) {
            BigDecimal number = new BigDecimal(matcher.group(1));
            return (matcher.group(2).isEmpty() ? number : number.movePointLeft(2)).doubleValue();
        }
        throw new IllegalArgumentException("loss is '" + value + "', expected a share such as 1% or 0.01");
    }

    private static long quantity(String what, String value, Map<String, BigDecimal> units, String expected) {
        Matcher matcher = QUANTITY.matcher(value.toLowerCase(Locale.ROOT));
        BigDecimal unit = matcher.matches() ? units.get(matcher.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException(what + " is '" + value + "', expected " + expected);
        }
        try {
            return new BigDecimal(matcher.group(1))
                    .multiply(unit)
                    .setScale(0, RoundingMode.HALF_UP)
                    .longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(what + " is '" + value + "', too large: expected " + expected, e);
        }
    }

    private static String format(LinkPhase phase) {
        boolean limited = phase.rateBitsPerSecond() != LinkPhase.UNLIMITED;
        StringBuilder text = new StringBuilder(phase.name());
        text.append(' ').append(format(phase.duration()));
        text.append(" rate=").append(limited ? phase.rateBitsPerSecond() + "bit" : "unlimited");
        text.append(" delay=").append(format(phase.delay()));
        text.append(" jitter=").append(format(phase.jitter()));
        text.append(" loss=").append(BigDecimal.valueOf(phase.loss()).toPlainString());
        text.append(" buffer=").append(phase.bufferBytes()).append('B');
        return text.append(phase.reorder() ? " reorder" : "").toString();
    }

    private static String format(Duration time) {
        long ns = time.toNanos();
        return ns % 1_000_000 == 0 ? ns / 1_000_000 + "ms" : ns + "ns";
    }
}
