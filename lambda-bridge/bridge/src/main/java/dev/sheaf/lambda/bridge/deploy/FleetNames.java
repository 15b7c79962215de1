package dev.sheaf.lambda.bridge.deploy;

import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * What everything of one cluster's fleet is called; {@code deploy/lambda/sheaf-fleet.yaml} makes
 * its part under the same names.
 *
 * @param cluster small letters and digits, so that no other cluster's functions begin alike
 */
public record FleetNames(String cluster) {
  /** The template, below the project's folder. */
  public static final String TEMPLATE = "deploy/lambda/sheaf-fleet.yaml";

  private static final Pattern CLUSTER = Pattern.compile("[a-z0-9]{1,32}");

  /** A name that a cluster can have. */
  public FleetNames {
    if (!CLUSTER.matcher(cluster).matches()) {
      throw new IllegalArgumentException(
          "a cluster must have 1..32 small letters and digits but was " + cluster);
    }
  }

  /** The function with this number. */
  public String function(int index) {
    return prefix() + index;
  }

  /** The function that does tasks, and holds no chunks. */
  public String tasks() {
    return prefix() + "tasks";
  }

  /** How the names of all functions begin. */
  public String prefix() {
    return "sheaf-" + cluster + "-";
  }

  /** Which number a function has; empty when it is none of this cluster. */
  public OptionalInt index(String function) {
    if (!function.startsWith(prefix())) {
      return OptionalInt.empty();
    }
    var digits = function.substring(prefix().length());
    return digits.matches("0|[1-9]\\d{0,4}")
        ? OptionalInt.of(Integer.parseInt(digits))
        : OptionalInt.empty();
  }

  /** Where functions log. */
  public String logGroup() {
    return "/sheaf/" + cluster + "/functions";
  }

  /** The role that functions run with. */
  public String functionRole() {
    return prefix() + "function";
  }

  /** The policy of whoever deploys. */
  public String deployPolicy() {
    return prefix() + "deploy";
  }

  /** The policy of whoever invokes. */
  public String bridgePolicy() {
    return prefix() + "bridge";
  }
}
