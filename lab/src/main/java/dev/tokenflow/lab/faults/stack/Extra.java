package dev.tokenflow.lab.faults.stack;

/** What a stack has besides one broker and a Flink cluster. Either takes memory and time that few rows need. */
public enum Extra {
    /** Nothing. */
    NONE,
    /** A second broker that has all topics of a stage as well, so that it can lead their partitions. */
    BROKER,
    /** ZooKeeper, so that another JobManager can take over what one has. */
    ZOOKEEPER
}
