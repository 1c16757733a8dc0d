package dev.tokenflow.ops.model;

import dev.tokenflow.protocol.json.JsonWriter;
import java.util.List;

/**
 * Mean and sample standard deviation.
 *
 * @param mean of all
 * @param sd NaN of fewer than two
 */
record Spread(double mean, double sd) {
    static Spread of(List<Double> values) {
        double mean = values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
        double squares =
                values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
        return new Spread(mean, values.size() < 2 ? Double.NaN : Math.sqrt(squares / (values.size() - 1)));
    }

    void write(JsonWriter json, String name) {
        json.name(name).beginObject().field("mean", mean, 6).field("sd", sd, 6).endObject();
    }
}
