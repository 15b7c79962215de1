package dev.sheaf.lambda.local;

import dev.sheaf.lambda.local.LocalLambdaSettings.Kind;
import dev.sheaf.lambda.local.api.Deploying;
import dev.sheaf.lambda.local.api.Gate;
import dev.sheaf.lambda.local.api.Invoking;
import dev.sheaf.lambda.local.api.ServiceApi;
import dev.sheaf.lambda.local.environment.Environment;
import dev.sheaf.lambda.local.environment.InProcessEnvironment;
import dev.sheaf.lambda.local.environment.ProcessEnvironment;
import dev.sheaf.lambda.local.environment.Workshop;
import dev.sheaf.lambda.local.fleet.Events;
import dev.sheaf.lambda.local.fleet.Fleet;
import dev.sheaf.lambda.local.fleet.FleetTerms;
import dev.sheaf.lambda.local.fleet.Meter;
import dev.sheaf.lambda.local.fleet.ReclaimClock;
import dev.sheaf.lambda.local.function.FunctionConfig;
import dev.sheaf.lambda.local.function.FunctionRegistry;
import dev.sheaf.lambda.local.network.NetworkFault;
import dev.sheaf.lambda.local.permission.Permissions;
import dev.sheaf.lambda.local.signature.SignatureCheck;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A Lambda on this machine: the SDK's client works against it when it is told its {@link
 * #endpoint}.
 *
 * <p><i>Enforced:</i> signatures and permissions; one call at a time in an environment;
 * environments that are stopped between calls; time limits of calls and starts; payloads of 6 MB;
 * concurrency, reserved and of the account; the rate at which environments start; heap by the
 * function's memory; disk after each call; bandwidth, when asked for.
 *
 * <p><i>Not enforced:</i> memory outside the heap is watched, not capped; CPU is a number of
 * processors, not a share; a function could listen on a port; it has no role and no credentials of
 * its own.
 */
public final class LocalLambda implements AutoCloseable {
  private static final String ACCOUNT = "000000000000";
  private static final long HOUSEKEEPING_MILLIS = 1000;

  static {
    // Read once by the JDK's server: an answer goes out at once, and a connection that the SDK
    // keeps
    // for a minute is not closed under it after half of one.
    setIfAbsent("sun.net.httpserver.nodelay", "true");
    setIfAbsent("sun.net.httpserver.idleInterval", "300");
    setIfAbsent("sun.net.httpserver.maxIdleConnections", "4000");
  }

  private final LocalLambdaSettings settings;
  private final RunFolder folder;
  private final Meter meter;
  private final @Nullable Workshop workshop;
  private final Fleet fleet;
  private final Events events;
  private final ReclaimClock clock;
  private final ServiceApi api;
  private final Permissions permissions = new Permissions();
  private final Set<String> silenced = ConcurrentHashMap.newKeySet();
  private volatile Duration clockAhead = Duration.ZERO;
  private final ScheduledExecutorService housekeeping =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("lambda-housekeeping").daemon().factory());
  private final Thread shutdown = new Thread(this::end, "lambda-shutdown");
  private final AtomicBoolean ended = new AtomicBoolean();

  /** How an environment is taken away. */
  public enum Manner {
    /** Its connections are closed. */
    ABRUPT,
    /** Nobody who is connected to it hears of it. */
    SILENT
  }

  private LocalLambda(LocalLambdaSettings settings, RunFolder folder) {
    this.settings = settings;
    this.folder = folder;
    this.meter = new Meter(settings.prices());
    var limits = settings.limits();
    this.workshop =
        settings.kind() instanceof Kind.Processes processes
            ? workshop(settings, processes, folder.path())
            : null;
    this.fleet =
        new Fleet(
            new FleetTerms(
                limits.accountConcurrency(),
                limits.leastUnreserved(),
                limits.environmentsPerTenSeconds(),
                limits.idleReclaim()),
            environments(),
            meter);
    this.events = new Events(fleet, limits.eventRetries());
    this.clock = new ReclaimClock(fleet, settings.reclaims().model(), settings.reclaims().seed());
    try {
      this.api = api();
    } catch (RuntimeException e) {
      endWithoutApi();
      throw e;
    }
  }

  private ServiceApi api() {
    var arnPrefix = "arn:aws:lambda:%s:%s:function:".formatted(settings.region(), ACCOUNT);
    return new ServiceApi(
        settings.port(),
        new Gate(
            new SignatureCheck(settings.keys(), settings.region(), "lambda"),
            () -> Instant.now().plus(clockAhead),
            permissions),
        new Deploying(new FunctionRegistry(), fleet, folder.path(), arnPrefix),
        new Invoking(fleet, events));
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private static Workshop workshop(
      LocalLambdaSettings settings, Kind.Processes processes, Path folder) {
    var network = settings.network();
    return new Workshop(
        folder,
        new Workshop.Terms(
            processes.runtimeJars(),
            settings.region(),
            settings.limits().initLimit(),
            settings.limits().freezeAfter(),
            network.faults() || network.bytesPerSecond() > 0,
            network.bytesPerSecond(),
            settings.prices()));
  }

  private Function<FunctionConfig, Environment> environments() {
    return switch (settings.kind()) {
      case Kind.InProcess inProcess ->
          function -> new InProcessEnvironment(function, inProcess.handlers(), settings.prices());
      case Kind.Processes _ -> {
        var shared = java.util.Objects.requireNonNull(workshop, "processes come from a workshop");
        yield function -> {
          var environment = new ProcessEnvironment(function, shared);
          if (silenced.contains(function.name())) {
            environment.suffer(NetworkFault.SILENT);
          }
          return environment;
        };
      }
    };
  }

  /** Starts a Lambda; it ends when it is closed, or with this JVM. */
  public static LocalLambda start(LocalLambdaSettings settings) {
    var lambda = new LocalLambda(settings, RunFolder.make(settings.home()));
    Runtime.getRuntime().addShutdownHook(lambda.shutdown);
    var _ =
        lambda.housekeeping.scheduleWithFixedDelay(
            lambda.fleet::reclaimIdle,
            HOUSEKEEPING_MILLIS,
            HOUSEKEEPING_MILLIS,
            TimeUnit.MILLISECONDS);
    return lambda;
  }

  /** What the SDK's client takes as {@code endpointOverride}. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + api.port());
  }

  /** Takes all environments of a function at once; how many there were. */
  public int reclaim(String function, Manner manner) {
    return fleet.reclaim(each -> each.function().name().equals(function), manner == Manner.SILENT);
  }

  /** Takes this share of all environments at once, drawn by a seed; how many that were. */
  public int reclaimShare(double share, long seed) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share must be 0..1 but was " + share);
    }
    return fleet.reclaimShare(share, seed);
  }

  /**
   * From now on this is wrong with the network of a function's environments; silence falls on those
   * that are started later too.
   *
   * @throws IllegalStateException when the settings ask for no relay
   */
  public void fault(String function, NetworkFault fault) {
    if (!settings.network().faults() || workshop == null) {
      throw new IllegalStateException(
          "faults need function processes and network.faults in the settings");
    }
    if (fault == NetworkFault.SILENT) {
      silenced.add(function);
    } else {
      silenced.remove(function);
    }
    fleet.environments().stream()
        .filter(each -> each.function().name().equals(function))
        .forEach(each -> each.suffer(fault));
  }

  /** Who may do what; everything at first. */
  public Permissions permissions() {
    return permissions;
  }

  /** From now on signatures are held against a clock that is so far ahead of this machine's. */
  public void setClockAhead(Duration ahead) {
    clockAhead = ahead;
  }

  /** What was billed so far. */
  public LambdaBill bill() {
    return LambdaBill.of(meter.charges());
  }

  /** What happened so far. */
  public LambdaFigures figures() {
    var environments =
        fleet.environments().stream()
            .map(each ->
                new LambdaFigures.EnvironmentFigures(
                    each.function().name(),
                    each.id(),
                    each.state().name().toLowerCase(Locale.ROOT),
                    each.pid()))
            .toList();
    var kind = workshop == null ? "inProcess" : "process";
    return new LambdaFigures(kind, environments, meter.counts(), meter.latencies());
  }

  /** Ends every environment and gives back the port, the processes and the folder. */
  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(shutdown);
    } catch (IllegalStateException e) {
      // The JVM is going down: the hook runs already.
    }
  }

  private void end() {
    if (ended.getAndSet(true)) {
      return;
    }
    api.close();
    endWithoutApi();
  }

  private void endWithoutApi() {
    housekeeping.shutdownNow();
    clock.close();
    events.close();
    fleet.close();
    if (workshop != null) {
      workshop.close();
    }
    folder.delete();
  }
}
