package dev.sheaf.lambda.bridge.deploy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that a function is told when it is made, but its name and its code's bytes.
 *
 * @param architecture x86_64 or arm64
 * @param ephemeralMb its scratch disk
 * @param logGroup where it logs; empty where that is not told, as by a Lambda without logs
 * @param snapStart whether versions start from a snapshot, as Lambda names it; a snapshot is of
 *     code before its first run and never has chunks in it
 * @param reservedConcurrency runs at once; 1 keeps an empty twin from being started beside a
 *     function that holds chunks; -1 when none is reserved
 * @param codeSha256 base64, as Lambda shows it
 */
public record FunctionSpec(
    String runtime,
    String handler,
    String roleArn,
    String architecture,
    int memoryMb,
    int timeoutSeconds,
    int ephemeralMb,
    SortedMap<String, String> environment,
    Vpc vpc,
    String logGroup,
    String snapStart,
    int reservedConcurrency,
    String codeSha256) {
  /** The managed runtime that the functions' classes are compiled for. */
  public static final String RUNTIME = "java25";

  /** What Lambda calls. */
  public static final String HANDLER = "dev.sheaf.lambda.function.ChunkHandler::handleRequest";

  /** What Lambda calls in the function that does tasks. */
  public static final String TASK_HANDLER = "dev.sheaf.lambda.function.TaskHandler::handleRequest";

  /** The longest that Lambda lets a function run; its bridge sends it to rest long before. */
  public static final int TIMEOUT_SECONDS = 900;

  /** The scratch disk that costs nothing. */
  public static final int EPHEMERAL_MB = 512;

  /** No snapshots. */
  public static final String NO_SNAPSHOTS = "None";

  private static final String JAVA_OPTIONS = "JAVA_TOOL_OPTIONS";
  private static final int LEAST_MB = 16;
  private static final int MOST_HEAP_MB = 128;
  private static final int RUNTIME_MB = 96;

  /** Subnets and security groups; none of either: the function is in no VPC. */
  public record Vpc(List<String> subnets, List<String> securityGroups) {
    /** Ids in order, so that two that mean the same are equal. */
    public Vpc {
      subnets = subnets.stream().sorted().toList();
      securityGroups = securityGroups.stream().sorted().toList();
    }
  }

  /** A value that is not what it should be. */
  public record Difference(String what, String is, String shouldBe) {
    @Override
    public String toString() {
      return what + " " + is + " -> " + shouldBe;
    }
  }

  /** A specification that owns its map. */
  public FunctionSpec {
    environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
  }

  /**
   * The environment of a function with this much memory: a small heap, since chunks lie outside it.
   * A function that has no heap left ends, so that its bridge sees a loss and not a function that
   * answers with errors.
   */
  public static SortedMap<String, String> environment(int memoryMb) {
    return heap(heapMb(memoryMb));
  }

  /** The environment of a function that does tasks: pictures lie in its heap. */
  public static SortedMap<String, String> taskEnvironment(int memoryMb) {
    return heap(Math.max(LEAST_MB, memoryMb - RUNTIME_MB));
  }

  private static SortedMap<String, String> heap(int megabytes) {
    return new TreeMap<>(
        Map.of(
            JAVA_OPTIONS,
            "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError -Xmx%dm"
                .formatted(megabytes)));
  }

  /** How much of a function's memory is left for chunks, beside heap and runtime. */
  public static int chunkMb(int memoryMb) {
    return Math.max(LEAST_MB, memoryMb - heapMb(memoryMb) - RUNTIME_MB);
  }

  private static int heapMb(int memoryMb) {
    return Math.clamp(memoryMb / 8, LEAST_MB, MOST_HEAP_MB);
  }

  /** Whether the code, or what it runs on, has to be sent again. */
  public List<Difference> codeDifferences(FunctionSpec wanted) {
    var found = new ArrayList<Difference>();
    compare(found, "code", codeSha256, wanted.codeSha256);
    compare(found, "architecture", architecture, wanted.architecture);
    return found;
  }

  /** What of the configuration has to change. */
  public List<Difference> configurationDifferences(FunctionSpec wanted) {
    var found = new ArrayList<Difference>();
    compare(found, "runtime", runtime, wanted.runtime);
    compare(found, "handler", handler, wanted.handler);
    compare(found, "role", roleArn, wanted.roleArn);
    compare(found, "memory MB", memoryMb, wanted.memoryMb);
    compare(found, "timeout seconds", timeoutSeconds, wanted.timeoutSeconds);
    compare(found, "scratch MB", ephemeralMb, wanted.ephemeralMb);
    compare(found, "environment", environment, wanted.environment);
    compare(found, "subnets", vpc.subnets, wanted.vpc.subnets);
    compare(found, "security groups", vpc.securityGroups, wanted.vpc.securityGroups);
    if (!logGroup.isEmpty()) {
      compare(found, "log group", logGroup, wanted.logGroup);
    }
    compare(found, "snapshots", snapStart, wanted.snapStart);
    return found;
  }

  /** Whether the reservation has to change. */
  public List<Difference> reservationDifferences(FunctionSpec wanted) {
    var found = new ArrayList<Difference>();
    compare(found, "reserved concurrency", reservedConcurrency, wanted.reservedConcurrency);
    return found;
  }

  /** All of these. */
  public List<Difference> differences(FunctionSpec wanted) {
    var all = new ArrayList<>(codeDifferences(wanted));
    all.addAll(configurationDifferences(wanted));
    all.addAll(reservationDifferences(wanted));
    return all;
  }

  private static void compare(List<Difference> found, String what, Object is, Object wanted) {
    if (!Objects.equals(is, wanted)) {
      found.add(new Difference(what, String.valueOf(is), String.valueOf(wanted)));
    }
  }
}
