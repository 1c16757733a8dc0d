package dev.tokenflow.lab.experiment;

/** What the streams run over: values of {@code --network}. */
enum Medium {
    /** TCP, features and law in virtual time, in this process. */
    simulated("simulated TCP, virtual time", 5),
    /** Namespaces, the kernel's TCP and the whole loop in real time. */
    kernel("kernel TCP", 3);

    private final String title;
    private final int defaultSeeds;

    Medium(String title, int defaultSeeds) {
        this.title = title;
        this.defaultSeeds = defaultSeeds;
    }

    /** Its name for people. */
    String title() {
        return title;
    }

    /** Runs of every arm when the command does not say: real time is dear. */
    int defaultSeeds() {
        return defaultSeeds;
    }
}
