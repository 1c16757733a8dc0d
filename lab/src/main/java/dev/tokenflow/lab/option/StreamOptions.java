package dev.tokenflow.lab.option;

import picocli.CommandLine.Option;

/** Options of every command that streams tokens: what each stream is like. */
public final class StreamOptions {
    @Option(
            names = "--tokens-per-second",
            defaultValue = "50",
            paramLabel = "R",
            description = "Full rate of the model, per stream. Default: ${DEFAULT-VALUE}.")
    private double tokensPerSecond;

    @Option(
            names = "--answer-tokens",
            defaultValue = "400",
            paramLabel = "N",
            description = "Length of an answer. Default: ${DEFAULT-VALUE}.")
    private int answerTokens;

    @Option(
            names = "--congestion-control",
            defaultValue = "cubic",
            paramLabel = "NAME",
            description = "Congestion control of the token server's sockets, such as cubic, bbr or reno. The simulated"
                    + " network has cubic only. Default: ${DEFAULT-VALUE}.")
    private String congestionControl = "cubic";

    /** The model's full rate, tokens a second of each stream. */
    public double tokensPerSecond() {
        return tokensPerSecond;
    }

    /** Length of an answer, tokens. */
    public int answerTokens() {
        return answerTokens;
    }

    /** Congestion control of the token server's kernel sockets, by the kernel's name. */
    public String congestionControl() {
        return congestionControl;
    }
}
