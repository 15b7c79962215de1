package dev.sheaf.lambda.local;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.sheaf.policies.economics.FunctionPrices;
import dev.sheaf.policies.functions.Reclamation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How a Lambda on this machine behaves.
 *
 * @param port of the loopback; 0 takes a free one
 * @param home where it makes a folder of its own, which is gone when it is closed; so is {@code
 *     home} when it was missing
 * @param keys secrets by access key id: who may call it
 * @param kind what an environment is
 * @param limits what may run, and how long things may take
 * @param network what stands between a function and the world
 * @param reclaims when environments are taken away
 * @param prices what is billed
 */
public record LocalLambdaSettings(
    int port,
    Path home,
    String region,
    Map<String, String> keys,
    Kind kind,
    Limits limits,
    Network network,
    Reclaims reclaims,
    FunctionPrices prices) {

  /** What an environment is. */
  public sealed interface Kind {
    /**
     * A process under AWS's runtime interface client.
     *
     * @param runtimeJars see {@link RuntimeJars}
     */
    record Processes(List<Path> runtimeJars) implements Kind {
      /** Jars that nobody else changes. */
      public Processes {
        runtimeJars = List.copyOf(runtimeJars);
      }
    }

    /** An object of this JVM, not isolated; the code that is deployed is not looked at. */
    record InProcess(Supplier<? extends RequestStreamHandler> handlers) implements Kind {}
  }

  /**
   * What may run, and how long things may take.
   *
   * @param accountConcurrency calls at once
   * @param leastUnreserved what reservations must leave of it
   * @param environmentsPerTenSeconds of one function
   * @param initLimit for starting an environment
   * @param freezeAfter how long an environment stays awake after a call
   * @param idleReclaim how long an environment lives that is not called
   * @param eventRetries pauses before an event is tried again after a failure
   */
  public record Limits(
      int accountConcurrency,
      int leastUnreserved,
      int environmentsPerTenSeconds,
      Duration initLimit,
      Duration freezeAfter,
      Duration idleReclaim,
      List<Duration> eventRetries) {
    /**
     * AWS's own, where they are known.
     *
     * <p><i>Source:</i> AWS Lambda quotas and developer guide (2026-11); how long an idle
     * environment lives is unpublished: InfiniCache (FAST 2020) saw at most 27 minutes.
     */
    public static final Limits AWS =
        new Limits(
            1000,
            100,
            1000,
            Duration.ofSeconds(10),
            Duration.ofMillis(5),
            Duration.ofMinutes(27),
            List.of(Duration.ofMinutes(1), Duration.ofMinutes(2)));

    /** Copies that nobody else changes. */
    public Limits {
      eventRetries = List.copyOf(eventRetries);
    }
  }

  /**
   * What stands between a function and the world: nothing, or a relay with a rate and faults.
   *
   * @param bytesPerSecond of one environment, both ways together; 0 means as fast as it goes
   * @param faults whether {@link LocalLambda#fault} is wanted
   */
  public record Network(long bytesPerSecond, boolean faults) {
    /** Nothing is in the way. */
    public static final Network DIRECT = new Network(0, false);

    /** A rate that makes sense. */
    public Network {
      if (bytesPerSecond < 0) {
        throw new IllegalArgumentException(
            "bytesPerSecond must be at least 0 but was " + bytesPerSecond);
      }
    }
  }

  /** When environments are taken away, drawn by a seed. */
  public record Reclaims(Reclamation model, long seed) {
    /** Only idle ones. */
    public static final Reclaims NONE = new Reclaims(new Reclamation.Never(), 0);
  }

  /** Keys that nobody else changes. */
  public LocalLambdaSettings {
    keys = Map.copyOf(keys);
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("keys must hold at least one access key");
    }
    if (kind instanceof Kind.InProcess && !network.equals(Network.DIRECT)) {
      throw new IllegalArgumentException(
          "a function in this process has no network of its own: a rate or faults need function"
              + " processes but network was "
              + network);
    }
  }

  /** AWS's limits, a free port, a direct network, and no reclaims but of idle environments. */
  public static LocalLambdaSettings of(
      Path home, Map<String, String> keys, Kind kind, FunctionPrices prices) {
    return new LocalLambdaSettings(
        0, home, "us-east-1", keys, kind, Limits.AWS, Network.DIRECT, Reclaims.NONE, prices);
  }

  /** The same on another port. */
  public LocalLambdaSettings withPort(int newPort) {
    return new LocalLambdaSettings(
        newPort, home, region, keys, kind, limits, network, reclaims, prices);
  }

  /** The same in another region. */
  public LocalLambdaSettings withRegion(String newRegion) {
    return new LocalLambdaSettings(
        port, home, newRegion, keys, kind, limits, network, reclaims, prices);
  }

  /** The same within other limits. */
  public LocalLambdaSettings withLimits(Limits newLimits) {
    return new LocalLambdaSettings(
        port, home, region, keys, kind, newLimits, network, reclaims, prices);
  }

  /** The same behind another network. */
  public LocalLambdaSettings withNetwork(Network newNetwork) {
    return new LocalLambdaSettings(
        port, home, region, keys, kind, limits, newNetwork, reclaims, prices);
  }

  /** The same with other reclaims. */
  public LocalLambdaSettings withReclaims(Reclaims newReclaims) {
    return new LocalLambdaSettings(
        port, home, region, keys, kind, limits, network, newReclaims, prices);
  }
}
