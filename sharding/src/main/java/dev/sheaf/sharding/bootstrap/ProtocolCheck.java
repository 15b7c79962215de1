package dev.sheaf.sharding.bootstrap;

import akka.cluster.ConfigValidation;
import akka.cluster.Invalid;
import akka.cluster.JoinConfigCompatChecker;
import akka.cluster.Valid$;
import com.typesafe.config.Config;
import java.util.List;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Whether a node and the cluster that it wants to join understand each other. Akka makes one by
 * name, and asks it on both sides before the node is a member.
 *
 * <p>The number in {@value #KEY} grows when messages, events or the data port change so that
 * earlier nodes would not understand them. Nodes whose numbers differ by one do, so that a cluster
 * is upgraded node by node, one number at a time.
 */
public final class ProtocolCheck extends JoinConfigCompatChecker {
  /** Where the number is, in {@code node.conf}. */
  static final String KEY = "sheaf-protocol";

  /** Of nodes that do not say. */
  private static final int FIRST = 1;

  private static final int MOST_APART = 1;

  @Override
  public Seq<String> requiredKeys() {
    return sequence(KEY);
  }

  @Override
  public ConfigValidation check(Config toCheck, Config actual) {
    var theirs = protocol(toCheck);
    var ours = protocol(actual);
    return Math.abs(theirs - ours) <= MOST_APART
        ? Valid$.MODULE$
        : new Invalid(
            sequence(
                "protocols must be at most %d apart but are %d there and %d here: upgrade by one version at a time"
                    .formatted(MOST_APART, theirs, ours)));
  }

  private static int protocol(Config config) {
    return config.hasPath(KEY) ? config.getInt(KEY) : FIRST;
  }

  private static Seq<String> sequence(String only) {
    return CollectionConverters.asScala(List.of(only)).toSeq();
  }
}
