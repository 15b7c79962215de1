package dev.sheaf.simulation.world;

import dev.sheaf.policies.economics.Prices;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.kernel.RandomStream;
import dev.sheaf.simulation.kernel.Timeline;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Reads the group {@code world} of a scenario: origin, nodes and trainers.
 *
 * <p>Defaults are of 2026 and say where they are from.
 */
public final class WorldParameters {
  private final Parameters in;

  /** Over the parameters of a scenario. */
  public WorldParameters(Parameters in) {
    this.in = in;
  }

  /** How many nodes there are, and what each has. */
  public record Nodes(int count, long memoryBytes, long nicBytesPerSecond) {
    /** Makes them. */
    public List<CacheNode> on(Network network) {
      return IntStream.range(0, count)
          .mapToObj(n -> new CacheNode("node-" + n, network, memoryBytes, nicBytesPerSecond))
          .toList();
    }
  }

  /**
   * The origin, {@code world.origin.*}.
   *
   * <ul>
   *   <li>{@code latency}, {@code latency-sigma}: lognormal, 5 % below 20 ms and 5 % above 100 ms;
   *       S3 promises first bytes in about 100 to 200 ms and reaches 20 to 100 ms (S3 performance
   *       guidelines); or {@code latency-table}, quantiles
   *   <li>{@code bandwidth}: 100 Gb/s, the most of one instance to S3 (S3 performance guidelines)
   *   <li>{@code request-bandwidth}: 90 MB/s, what the same guidelines count per connection
   *   <li>{@code request-rate}: 5,500 GETs a second and prefix (the same)
   *   <li>{@code price}: an object store of the list {@code world.prices}
   * </ul>
   */
  public MeteredOrigin.Terms origin() {
    return new MeteredOrigin.Terms(
        latency(),
        rate("world.origin.bandwidth", "100 Gb/s"),
        rate("world.origin.request-bandwidth", "90 MB/s"),
        in.ratio("world.origin.request-rate", 5_500, 0.001, 1e9),
        price());
  }

  private Latency latency() {
    var table = in.list("world.origin.latency-table", List.of());
    var median = in.nanos("world.origin.latency", "45 ms");
    var sigma = in.ratio("world.origin.latency-sigma", 0.49, 0, 5);
    if (table.isEmpty()) {
      return new Latency.Lognormal(median, sigma);
    }
    try {
      var key = "world.origin.latency-table";
      var empty = new Parameters(com.typesafe.config.ConfigFactory.empty());
      return new Latency.Table(table.stream().map(text -> empty.nanos(key, text)).toList());
    } catch (IllegalArgumentException e) {
      throw new BadScenario("world.origin.latency-table: " + e.getMessage());
    }
  }

  private Prices.ObjectStore price() {
    var prices = PriceFile.read(in.text("world.prices", "2026"));
    var names = prices.stores().stream().map(Prices.ObjectStore::name).toList();
    return prices.store(in.choice("world.origin.price", "s3-standard", names));
  }

  /**
   * The nodes, {@code world.nodes} and {@code world.node.*}: 64 GiB and 12.5 Gb/s, half the memory
   * of an EC2 r7i.4xlarge and its card (Amazon EC2 instance types).
   */
  public Nodes nodes() {
    return new Nodes(
        in.number("world.nodes", 1, 1, 10_000),
        in.bytes("world.node.memory", "64 GiB"),
        rate("world.node.nic", "12.5 Gb/s"));
  }

  /**
   * A trainer, {@code world.trainer.*}: 2,500 images a second is ResNet-50 in mixed precision on
   * one A100 (NVIDIA Deep Learning Examples); 740 prepared images a second and core is libturbojpeg
   * with crop, flip and normalisation, measured.
   */
  public Trainer.Pace trainer() {
    return new Trainer.Pace(
        in.ratio("world.trainer.rate", 2_500, 1e-3, 1e9),
        in.number("world.trainer.decode-cores", 12, 0, 100_000),
        in.ratio("world.trainer.decode-rate", 740, 1e-3, 1e9),
        in.number("world.trainer.prefetch", 16, 1, 1_000_000));
  }

  private long rate(String key, String fallback) {
    var rate = in.bytesPerSecond(key, fallback);
    if (rate < 1 || rate > Link.MOST_BYTES_PER_SECOND) {
      throw new BadScenario(
          "%s must be 1 B/s..%d B/s but was %d".formatted(key, Link.MOST_BYTES_PER_SECOND, rate));
    }
    return rate;
  }

  /** A world with these terms. */
  public static MeteredOrigin origin(
      Timeline timeline, Network network, MeteredOrigin.Terms terms, long seed) {
    return new MeteredOrigin(timeline, network, new RandomStream(seed, "origin"), terms);
  }
}
