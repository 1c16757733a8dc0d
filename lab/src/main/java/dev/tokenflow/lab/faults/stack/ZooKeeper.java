package dev.tokenflow.lab.faults.stack;

import dev.tokenflow.testbed.process.JavaCommand;
import dev.tokenflow.testbed.process.ServerProcess;
import dev.tokenflow.testbed.process.Tethered;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The ZooKeeper that Flink brings, alone, for a JobManager that comes back. */
final class ZooKeeper {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

    /** How long a JobManager that is gone stays the leader, ms: the least that ZooKeeper's ticks allow is 4 s. */
    private static final String SESSION_MS = "6000";

    private ZooKeeper() {}

    static ServerProcess start(Path folder, int port, Path logs) throws IOException, InterruptedException {
        Path config = Files.writeString(
                folder.resolve("zoo.cfg"),
                "tickTime=2000\ninitLimit=10\nsyncLimit=5\nadmin.enableServer=false\nclientPortAddress=127.0.0.1\n"
                        + "clientPort=" + port + "\ndataDir=" + folder.resolve("data")
                        + "\nserver.1=127.0.0.1:2888:3888\n");
        ServerProcess process = ServerProcess.start(
                "ZooKeeper",
                JavaCommand.of(
                        Tethered.class,
                        List.of(
                                "org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer",
                                "--zkConfigFile",
                                config.toString(),
                                "--peerId",
                                "1")),
                logs.resolve("zookeeper.log"),
                Map.of());
        try {
            process.await(START_TIMEOUT, () -> {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    return socket.isConnected();
                }
            });
        } catch (IOException | InterruptedException e) {
            process.close();
            throw e;
        }
        return process;
    }

    static Map<String, String> flinkSettings(Path folder, int port) {
        return Map.of(
                "high-availability.type",
                "zookeeper",
                "high-availability.zookeeper.quorum",
                "127.0.0.1:" + port,
                "high-availability.zookeeper.client.session-timeout",
                SESSION_MS,
                "high-availability.zookeeper.client.connection-timeout",
                SESSION_MS,
                "high-availability.storageDir",
                folder.toUri().toString());
    }
}
