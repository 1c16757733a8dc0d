package dev.tokenflow.simulator;

import dev.tokenflow.cli.option.MillisecondsConverter;
import dev.tokenflow.simulator.answer.plan.TokenRange;
import dev.tokenflow.simulator.sender.EnginePace;
import dev.tokenflow.simulator.server.config.ModelConfig;
import dev.tokenflow.simulator.text.Script;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how the token server's model behaves. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ModelOptions {
    private static final double DEFAULT_RATE = 50;

    @Option(
            names = "--tokens-per-second",
            paramLabel = "R",
            description = "Rate at which each choice of an answer is generated. Default: 50.")
    private double tokensPerSecond = Double.NaN;

    @Option(names = "--seed", defaultValue = "1", description = "Seed of the answers' text; default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--model",
            defaultValue = "tokenflow-1",
            description = "Name of the model; NAME:SCRIPT in a request chooses a script; default ${DEFAULT-VALUE}.")
    private String model = "";

    @Option(
            names = "--answer-tokens",
            paramLabel = "N|A-B",
            defaultValue = "100-1600",
            description = "Length of an answer that nothing cuts, drawn by the seed; default ${DEFAULT-VALUE}.")
    private String answerTokens = "";

    @Option(
            names = "--script",
            defaultValue = "english",
            description = "What the text looks like: english, latin (accents, quotes, line breaks), cjk, cyrillic,"
                    + " arabic, emoji or mixed; default ${DEFAULT-VALUE}.")
    private String script = "";

    @Option(
            names = "--escape-unicode",
            description = "Write everything outside of ASCII as \\u escapes, as some servers do.")
    private boolean escapeUnicode;

    @Option(
            names = "--reasoning-tokens",
            paramLabel = "N",
            defaultValue = "0",
            description = "Tokens that the model thinks where a request names no reasoning_effort; default"
                    + " ${DEFAULT-VALUE}.")
    private int reasoningTokens;

    @Option(
            names = "--tool-calls",
            paramLabel = "N",
            defaultValue = "0",
            description = "Calls that the model makes when it is given tools and may choose; default ${DEFAULT-VALUE}.")
    private int toolCalls;

    @Option(
            names = "--prefill",
            paramLabel = "TIME",
            converter = MillisecondsConverter.class,
            defaultValue = "0ms",
            description = "Wait before the first token, such as 300ms; default ${DEFAULT-VALUE}.")
    private Duration prefill = Duration.ZERO;

    @Option(
            names = "--prefill-per-token",
            paramLabel = "MS",
            defaultValue = "0",
            description = "Milliseconds more to wait for each token of the prompt, such as 0.2; default"
                    + " ${DEFAULT-VALUE}.")
    private double prefillPerTokenMs;

    @Option(
            names = "--delta-tokens",
            paramLabel = "N|A-B",
            defaultValue = "1",
            description = "Tokens that the model hands out together, such as 50-80; default ${DEFAULT-VALUE}.")
    private String deltaTokens = "";

    @Option(
            names = "--delta-every",
            paramLabel = "TIME",
            converter = MillisecondsConverter.class,
            description = "Mean time between two such deltas, such as 450ms, in place of --tokens-per-second. Default:"
                    + " as long as their tokens take.")
    private @Nullable Duration deltaEvery;

    @Option(
            names = "--jitter",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "How late a delta may be, in parts of the time its tokens take, 0 to 0.99; default"
                    + " ${DEFAULT-VALUE}.")
    private double jitter;

    @Option(
            names = "--obfuscation",
            description = "Pad chunks with the member 'obfuscation' unless a request says"
                    + " include_obfuscation: false; otherwise only if it says true.")
    private boolean obfuscation;

    /**
     * What the options say.
     *
     * @throws IllegalArgumentException when a value cannot be; names it
     */
    ModelConfig toConfig() {
        TokenRange delta = TokenRange.of(deltaTokens);
        if (!(prefillPerTokenMs >= 0 && prefillPerTokenMs <= 1e6)) {
            throw new IllegalArgumentException(
                    "--prefill-per-token is " + prefillPerTokenMs + " ms, expected 0 to 1000000");
        }
        EnginePace pace = new EnginePace(
                prefill.toNanos(), Math.round(prefillPerTokenMs * 1e6), delta.least(), delta.most(), jitter);
        return new ModelConfig(
                model,
                rate(pace),
                pace,
                TokenRange.of(answerTokens),
                seed,
                Script.ofWord(script),
                escapeUnicode,
                reasoningTokens,
                toolCalls,
                obfuscation);
    }

    private double rate(EnginePace pace) {
        if (deltaEvery == null) {
            return Double.isNaN(tokensPerSecond) ? DEFAULT_RATE : tokensPerSecond;
        }
        if (!Double.isNaN(tokensPerSecond)) {
            throw new IllegalArgumentException("--delta-every and --tokens-per-second say the same: give one of them");
        }
        if (deltaEvery.isZero()) {
            throw new IllegalArgumentException("--delta-every is 0, expected more");
        }
        return pace.meanDelta() * 1e9 / deltaEvery.toNanos();
    }
}
