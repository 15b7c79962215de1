package dev.sheaf.node.config;

import dev.sheaf.policies.economics.FunctionPrices;
import dev.sheaf.policies.vocabulary.StripeCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How packages are kept in the memory of functions.
 *
 * @param cluster the middle of the functions' names: {@code sheaf-CLUSTER-0} and on
 * @param nodes how many functions there are, over all nodes of the cluster
 * @param memoryMb of each function, in MiB, which Lambda calls MB
 * @param code what a package is cut into
 * @param warmUp how often a function that holds something is invoked; empty: as reclaims suggest
 * @param tasks that the function of tasks does at once; 0: there is none
 * @param prices of the architecture that is set
 */
public record LambdaSettings(
    Mode mode,
    String cluster,
    int nodes,
    int memoryMb,
    StripeCode code,
    Optional<Duration> warmUp,
    Refill refill,
    int tasks,
    FunctionPrices prices,
    Bridge bridge,
    Aws aws) {
  /** Where functions run. */
  public enum Mode {
    /** There are none. */
    OFF,
    /** Processes of this machine. */
    LOCAL,
    /** The account that the credentials belong to. */
    AWS
  }

  /** When a lost chunk is made again. */
  public enum Refill {
    /** When somebody reads its package. */
    ON_READ,
    /** As soon as the loss is seen. */
    AT_ONCE
  }

  /**
   * Where functions dial in.
   *
   * @param dialHost the host that they are told; it differs from what is bound behind a NAT
   */
  public record Bridge(Settings.Address address, String dialHost) {}

  /**
   * What deploying needs; empty texts mean the SDK's own choice.
   *
   * @param roleArn the functions' execution role; only deploying needs it
   * @param architecture x86_64 or arm64
   * @param subnets of the functions; empty: they are in no VPC
   */
  public record Aws(
      String region,
      String endpoint,
      String roleArn,
      String architecture,
      List<String> subnets,
      List<String> securityGroups) {
    /** Settings that own their lists. */
    public Aws {
      subnets = List.copyOf(subnets);
      securityGroups = List.copyOf(securityGroups);
    }
  }

  /** True when the tier is to be there. */
  public boolean enabled() {
    return mode != Mode.OFF;
  }
}
