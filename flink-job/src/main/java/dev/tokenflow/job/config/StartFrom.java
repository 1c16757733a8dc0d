package dev.tokenflow.job.config;

/** Where a job without a checkpoint starts to read. */
public enum StartFrom {
    /** With what is sent from now on. */
    LATEST,
    /** With the oldest batch Kafka still has. */
    EARLIEST,
    /** Where the group last committed, else as latest. */
    COMMITTED
}
