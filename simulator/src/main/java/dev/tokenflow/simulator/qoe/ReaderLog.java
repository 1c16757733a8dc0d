package dev.tokenflow.simulator.qoe;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that arrived at the readers of one run.
 *
 * @param tokensPerSecond the model's full rate R, &gt; 0: token {@code i} of an answer is due at its request + i/R
 * @param startNs when the run began, ns of the monotonic clock
 * @param endNs when it ended (T): nothing counts as delivered after it
 * @param answers the requests
 */
public record ReaderLog(double tokensPerSecond, long startNs, long endNs, List<AnswerLog> answers) {
    private static final int MAGIC = 0x54465231; // "TFR1"

    public ReaderLog {
        if (!(tokensPerSecond > 0 && Double.isFinite(tokensPerSecond))) {
            throw new IllegalArgumentException("tokens per second is " + tokensPerSecond + ", expected > 0");
        }
        if (endNs < startNs) {
            throw new IllegalArgumentException(
                    "the run ends at " + endNs + " ns, before its start at " + startNs + " ns");
        }
        answers = List.copyOf(answers);
    }

    /**
     * Writes the log, big-endian: a header, then for each answer its request and its length, and for each arrival its
     * time and the tokens so far.
     */
    public void write(Path file) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            out.writeInt(MAGIC);
            out.writeDouble(tokensPerSecond);
            out.writeLong(startNs);
            out.writeLong(endNs);
            out.writeInt(answers.size());
            for (AnswerLog answer : answers) {
                out.writeLong(answer.requestNs());
                out.writeInt(answer.tokensAsked());
                out.writeInt(answer.arrivals());
                for (int i = 0; i < answer.arrivals(); i++) {
                    out.writeLong(answer.atNs(i));
                    out.writeInt(answer.tokensSoFar(i));
                }
            }
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException when the file cannot be read or is not such a log; the message says which file
     */
    public static ReaderLog read(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            if (in.readInt() != MAGIC) {
                throw new IOException(file + " is not a reader log");
            }
            double tokensPerSecond = in.readDouble();
            long startNs = in.readLong();
            long endNs = in.readLong();
            int count = in.readInt();
            List<AnswerLog> answers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                answers.add(readAnswer(in));
            }
            return new ReaderLog(tokensPerSecond, startNs, endNs, answers);
        } catch (EOFException e) {
            throw new IOException(file + " is a reader log cut short", e);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is a damaged reader log: " + e.getMessage(), e);
        }
    }

    private static AnswerLog readAnswer(DataInputStream in) throws IOException {
        AnswerLog answer = new AnswerLog(in.readLong(), in.readInt());
        int arrivals = in.readInt();
        for (int i = 0; i < arrivals; i++) {
            answer.arrived(in.readLong(), in.readInt());
        }
        return answer;
    }
}
