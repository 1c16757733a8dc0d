package dev.tokenflow.bench.process;

import dev.tokenflow.protocol.json.JsonWriter;
import dev.tokenflow.testbed.kafka.EmbeddedKafka;
import java.io.OutputStream;

/** A broker in a process of its own, so that the CPU it takes is not the agent's; ends when standard input does. */
public final class BrokerMain {
    private BrokerMain() {}

    public static void main(String[] args) throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            System.out.println(new JsonWriter()
                    .beginObject()
                    .field("bootstrap", kafka.bootstrapServers())
                    .endObject());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
        System.exit(0); // the broker leaves threads behind
    }
}
