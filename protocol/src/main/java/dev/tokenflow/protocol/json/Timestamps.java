package dev.tokenflow.protocol.json;

import java.time.DateTimeException;
import java.time.Instant;

/**
 * RFC 3339 timestamps in UTC to the microsecond, as {@link Instant#toString} writes them. Every hint has two, and the
 * general formatter would be most of the work of a hint.
 */
public final class Timestamps {
    private static final long US_PER_S = 1_000_000L;
    private static final long S_PER_DAY = 86_400L;
    private static final long FIRST_US = -62_167_219_200L * US_PER_S; // 0000-01-01
    private static final long LAST_US = 253_402_300_799L * US_PER_S; // 9999-12-31T23:59:59

    private Timestamps() {}

    /** Appends an instant, us since 1970. */
    static void append(StringBuilder out, long epochUs) {
        if (epochUs < FIRST_US || epochUs > LAST_US) {
            out.append(
                    Instant.ofEpochSecond(Math.floorDiv(epochUs, US_PER_S), Math.floorMod(epochUs, US_PER_S) * 1_000L));
            return;
        }
        long seconds = Math.floorDiv(epochUs, US_PER_S);
        appendDate(out, Math.floorDiv(seconds, S_PER_DAY));
        int ofDay = (int) Math.floorMod(seconds, S_PER_DAY);
        out.append('T');
        padded(out, ofDay / 3600, 10);
        out.append(':');
        padded(out, ofDay / 60 % 60, 10);
        out.append(':');
        padded(out, ofDay % 60, 10);
        int us = (int) Math.floorMod(epochUs, US_PER_S);
        if (us != 0) {
            out.append('.');
            boolean whole = us % 1000 == 0; // of milliseconds
            padded(out, whole ? us / 1000 : us, whole ? 100 : 100_000);
        }
        out.append('Z');
    }

    /**
     * Reads an instant; fractions below a microsecond are cut off.
     *
     * @return us since 1970
     * @throws DateTimeException when {@code text} is none
     * @throws ArithmeticException when it is too far off for 64 bits
     */
    public static long parse(String text) {
        long quick = parseQuick(text);
        if (quick != Long.MIN_VALUE) {
            return quick;
        }
        Instant instant = Instant.parse(text);
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), US_PER_S), instant.getNano() / 1_000L);
    }

    /** What {@link #append} writes; {@link Long#MIN_VALUE} for any other form. */
    private static long parseQuick(String text) {
        int length = text.length();
        boolean shaped = (length == 20 || length == 24 || length == 27)
                && text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && text.charAt(10) == 'T'
                && text.charAt(13) == ':'
                && text.charAt(16) == ':'
                && text.charAt(length - 1) == 'Z'
                && (length == 20 || text.charAt(19) == '.');
        if (!shaped) {
            return Long.MIN_VALUE;
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        int fraction = length == 20 ? 0 : number(text, 20, length - 1);
        boolean plain = year >= 0
                && month >= 1
                && month <= 12
                && day >= 1
                && day <= 28 // longer months are rare enough for the careful way
                && hour >= 0
                && hour < 24
                && minute >= 0
                && minute < 60
                && second >= 0
                && second < 60
                && fraction >= 0;
        if (!plain) {
            return Long.MIN_VALUE;
        }
        long seconds = daysOf(year, month, day) * S_PER_DAY + hour * 3600L + minute * 60L + second;
        return seconds * US_PER_S + (length == 24 ? fraction * 1_000L : fraction);
    }

    /** Digits as a number, -1 when there is anything else. */
    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = 10 * number + digit;
        }
        return number;
    }

    /**
     * Days since 1970-01-01 of a day of the Gregorian calendar, counted in years that begin in March (H. Hinnant,
     * "chrono-Compatible Low-Level Date Algorithms").
     */
    private static long daysOf(int year, int month, int day) {
        long shifted = month <= 2 ? year - 1L : year;
        long era = Math.floorDiv(shifted, 400L);
        long yearOfEra = shifted - 400 * era;
        long dayOfYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        long dayOfEra = 365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return 146_097 * era + dayOfEra - 719_468;
    }

    /** The reverse of {@link #daysOf}. */
    private static void appendDate(StringBuilder out, long days) {
        long shifted = days + 719_468;
        long era = Math.floorDiv(shifted, 146_097L);
        long dayOfEra = shifted - 146_097 * era;
        long yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long fromMarch = (5 * dayOfYear + 2) / 153;
        int month = (int) (fromMarch < 10 ? fromMarch + 3 : fromMarch - 9);
        padded(out, (int) (yearOfEra + 400 * era + (month <= 2 ? 1 : 0)), 1000);
        out.append('-');
        padded(out, month, 10);
        out.append('-');
        padded(out, (int) (dayOfYear - (153 * fromMarch + 2) / 5 + 1), 10);
    }

    private static void padded(StringBuilder out, int number, int highest) {
        int rest = number;
        for (int power = highest; power > 0; power /= 10) {
            out.append((char) ('0' + rest / power));
            rest %= power;
        }
    }
}
