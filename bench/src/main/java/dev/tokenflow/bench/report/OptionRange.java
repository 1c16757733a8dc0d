package dev.tokenflow.bench.report;

/** The check of a whole number on the command line. */
public final class OptionRange {
    private OptionRange() {}

    /** Refuses a value outside of {@code low} to {@code high}, both allowed. */
    public static void require(String option, int value, int low, int high) throws BenchException {
        if (value < low || value > high) {
            throw new BenchException(option + " is " + value + ", expected " + low + " to " + high);
        }
    }
}
