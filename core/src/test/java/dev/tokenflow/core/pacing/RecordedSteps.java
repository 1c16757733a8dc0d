package dev.tokenflow.core.pacing;

import dev.tokenflow.core.path.PathCauses;
import dev.tokenflow.core.path.PathSignals;
import dev.tokenflow.protocol.hint.PathCondition;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * What the coalesce-first law saw and decided in simulated runs, as lab's {@code LawRecorder} wrote it down.
 *
 * <p>The file is gzipped and big-endian: the number of scenarios, then each of them as its name, the cap of the rate
 * and the number of steps; 26 columns of 64 bits a step (doubles as their bits), each column as the highest bytes of
 * all steps, then the second highest and so on; state and reason of each step; and the law's memory after the last step
 * as a count and the bits of its numbers.
 *
 * @param name of the scenario
 * @param rateCap of the law, tokens a second
 * @param steps in the order in which the law took them
 * @param lastMemory the law's memory after the last step
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared as a whole
record RecordedSteps(String name, double rateCap, List<Step> steps, double[] lastMemory) {
    private static final int COLUMNS = 26;

    /**
     * One step.
     *
     * @param client number of the client; each has a state of its own
     * @param signals what the law saw
     * @param forecast what it was told of the next second
     * @param decision what it decided
     * @param memoryHash {@link java.util.Arrays#hashCode(double[])} of its memory after the step
     */
    record Step(int client, PathSignals signals, PathForecast forecast, PacingDecision decision, int memoryHash) {}

    /** All scenarios of the recording. */
    static List<RecordedSteps> all() throws IOException {
        List<RecordedSteps> all = new ArrayList<>();
        try (InputStream file = RecordedSteps.class.getResourceAsStream("/pacing/coalesce-first.gz");
                DataInputStream in = new DataInputStream(new GZIPInputStream(file))) {
            for (int left = in.readInt(); left > 0; left--) {
                all.add(read(in));
            }
        }
        return all;
    }

    private static RecordedSteps read(DataInputStream in) throws IOException {
        String name = in.readUTF();
        double rateCap = in.readDouble();
        int count = in.readInt();
        long[][] rows = new long[count][COLUMNS];
        for (int column = 0; column < COLUMNS; column++) {
            for (int octet = 0; octet < Long.BYTES; octet++) {
                for (long[] row : rows) {
                    row[column] = (row[column] << Byte.SIZE) | in.readUnsignedByte();
                }
            }
        }
        List<Step> steps = new ArrayList<>();
        for (long[] row : rows) {
            steps.add(step(row, PathCondition.ofWord(in.readUTF()), in.readUTF()));
        }
        double[] last = new double[in.readInt()];
        for (int i = 0; i < last.length; i++) {
            last[i] = Double.longBitsToDouble(in.readLong());
        }
        return new RecordedSteps(name, rateCap, steps, last);
    }

    private static Step step(long[] row, PathCondition state, String why) {
        PathSignals signals = new PathSignals(
                row[1],
                (int) row[2],
                row[3],
                number(row[4]),
                number(row[5]),
                number(row[6]),
                number(row[7]),
                number(row[8]),
                row[9],
                row[10],
                row[11],
                (int) row[12],
                row[13],
                number(row[14]),
                row[15],
                (int) row[16],
                PathCauses.UNKNOWN);
        PathForecast forecast = new PathForecast(number(row[17]), row[18] != 0);
        PacingDecision decision = new PacingDecision(
                number(row[19]),
                number(row[20]),
                state,
                number(row[21]),
                number(row[22]),
                number(row[23]),
                number(row[24]),
                why);
        return new Step((int) row[0], signals, forecast, decision, (int) row[25]);
    }

    private static double number(long bits) {
        return Double.longBitsToDouble(bits);
    }
}
