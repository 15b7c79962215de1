package dev.sheaf.lambda.bridge;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.RecipientRef;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.reading.Peers;
import dev.sheaf.actors.tier.Tier;
import dev.sheaf.actors.tier.TierRead;
import dev.sheaf.policies.economics.FleetAccounts;
import dev.sheaf.policies.economics.ParityChoice;
import dev.sheaf.policies.placement.Decks;
import dev.sheaf.policies.placement.SlotTable;
import dev.sheaf.policies.vocabulary.PackageId;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's bridge to its Lambda functions, wired.
 *
 * <pre>
 *   LambdaTier ─ StripeShelf (what is where) ─ StripeReader, StripeWriter ─ NodeLink ─ Session
 *   LambdaFleet (which functions are ours) ─ LambdaNode, one a function ─ FunctionInvoker, DialBack
 * </pre>
 */
public final class LambdaBridge implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LambdaBridge.class);

  private final FleetSettings settings;
  private final ClusterView view;
  private final DialBack dialBack;
  private final FleetMeter meter;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final LambdaFleet.Slice slice;
  private final StripeShelf shelf;
  private final LambdaTier tier;
  private final Stay stay;
  private final CallFaults callFaults;
  private volatile String sliceFault = "";

  /**
   * What a bridge meets.
   *
   * @param dialBack where the functions call; closed with the bridge
   */
  public record Ports(
      ClusterView view,
      RecipientRef<ChunkPlacement.Command> placement,
      FunctionInvoker invoker,
      DialBack dialBack) {}

  /** A bridge that begins to look for its functions. */
  public static LambdaBridge start(ActorSystem<?> system, FleetSettings settings, Ports ports) {
    var bridge = new LambdaBridge(settings, ports.view(), ports.dialBack());
    var nodePorts =
        new LambdaNode.Ports(
            settings,
            ports.invoker(),
            ports.dialBack(),
            bridge.meter,
            bridge.shelf,
            new Warmth(settings),
            bridge.callFaults);
    system.systemActorOf(
        LambdaFleet.create(nodePorts, ports.view(), ports.placement(), bridge.slice),
        "lambda-fleet",
        Props.empty());
    return bridge;
  }

  private LambdaBridge(FleetSettings settings, ClusterView view, DialBack dialBack) {
    this.settings = settings;
    this.view = view;
    this.dialBack = dialBack;
    this.callFaults = new CallFaults(settings::function);
    this.meter = new FleetMeter(settings.prices(), settings.memoryMb());
    this.slice = new LambdaFleet.Slice(settings.nodes(), this::sliceChanged);
    this.shelf = new StripeShelf(settings, meter, slice::link);
    meter.uses().holding(shelf::versionsOn);
    this.stay = new Stay(settings);
    meter.uses().tell(stay::ran);
    this.tier =
        new LambdaTier(
            shelf,
            new StripeReader(slice::link, threads, stay, meter.uses()),
            new StripeWriter(slice::link, threads, shelf, meter, stay),
            threads,
            new LambdaTier.Rules(
                meter, new ParityChoice(settings.code(), settings.originWrites())));
  }

  private void sliceChanged(ChunkPlacement.Weights weights) {
    var decks = settings.decks();
    var weightsOf = new TreeMap<Integer, int[]>();
    var owned = 0;
    for (int node = 0; node < settings.nodes(); node++) {
      var weight = slice.link(node) == null ? 0 : weights.of(node);
      if (weight > 0) {
        owned++;
        weightsOf.computeIfAbsent(decks.of(node), deck -> new int[settings.nodes()])[node] = weight;
      }
    }
    var tables = new TreeMap<Integer, SlotTable>();
    weightsOf.forEach((deck, slots) -> tables.put(deck, SlotTable.of(slots)));
    shelf.placeBy(tables);
    var largest = tables.values().stream().mapToInt(SlotTable::nodes).max().orElse(0);
    sliceFault =
        said(sliceFault, largest >= settings.code().data() ? "" : tooFew(largest, decks.count()));
    LOG.info(
        "{} of {} Lambda functions are this node's, in {} of {} decks",
        owned,
        settings.nodes(),
        tables.size(),
        decks.count());
  }

  private String tooFew(int functions, int decks) {
    var code = settings.code();
    return "%d of %d functions may get chunks of this node, but a package of %s needs %d: %d functions make %d %s, and each cache node needs one: set sheaf.lambda.nodes to %d for each"
        .formatted(
            functions,
            settings.nodes(),
            code,
            code.data(),
            settings.nodes(),
            decks,
            decks == 1 ? "deck" : "decks",
            Decks.functionsFor(1, code.chunks()));
  }

  /** Each fault is said once. */
  private static String said(String before, String now) {
    if (!now.equals(before) && !now.isEmpty()) {
      LOG.warn("{}; until then packages come from the tiers below", now);
    }
    return now;
  }

  /** Reads a package into {@code into}, which has exactly its size. */
  public TierRead read(PackageId id, MemorySegment into, long deadlineNanos) {
    return tier.read(PackageKey.of(id.version(), id.index()), into, deadlineNanos);
  }

  /** Writes a package and waits until its chunks have arrived; how many did. */
  public int write(PackageId id, MemorySegment bytes) throws InterruptedException {
    return tier.write(PackageKey.of(id.version(), id.index()), bytes);
  }

  /** Gives up a package; functions that are awake hear of it, others when they call. */
  public void drop(PackageId id) {
    shelf.drop(PackageKey.of(id.version(), id.index()));
  }

  /** How many packages have room in this node's functions. */
  public int packages() {
    return shelf.packages();
  }

  /** The functions of other nodes, as far as packages of this one are still in them. */
  public Tier elsewhere(Peers peers) {
    return new FormerDeck(view, settings.decks(), peers);
  }

  /** The tier that this bridge is. */
  public LambdaTier tier() {
    return tier;
  }

  /** What was counted so far. */
  public FleetMeter.Figures figures() {
    return meter.figures();
  }

  /** Calls each function of this node that sleeps, for nothing. */
  public void wakeAll() {
    for (int node = 0; node < settings.nodes(); node++) {
      var link = slice.link(node);
      if (link != null) {
        link.ready();
      }
    }
  }

  /** Takes down from now on what is wanted of the functions and what that is billed. */
  public FleetRecording record() {
    var recording =
        new FleetRecording(
            settings,
            stay.fix(),
            TimeUnit.MILLISECONDS.toNanos(FunctionCalls.FIRST_REQUEST_MILLIS));
    meter.uses().record(recording);
    return recording;
  }

  /** What each job is charged for runs that came back since the last time. */
  public List<FleetAccounts.Charged> settle() {
    return meter.uses().settle();
  }

  /** What must be mended outside, and how. */
  public List<String> faults() {
    return Stream.concat(
            Stream.of(sliceFault).filter(text -> !text.isEmpty()), callFaults.all().stream())
        .toList();
  }

  /**
   * A function, as this node sees it.
   *
   * @param state what it is doing; empty when it is another node's
   */
  public record FunctionView(
      int node, String function, String state, long instance, long chunks, long usedBytes) {}

  /** One of this node's functions; empty when it is another's, or does not answer at once. */
  public Optional<FunctionView> function(int node) {
    var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    return ask(node).flatMap(shown -> shown(node, shown, until));
  }

  /** This node's functions, but those that do not answer within a second for all of them. */
  public List<FunctionView> own() {
    var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    var asked = new TreeMap<Integer, CompletableFuture<LambdaNode.Shown>>();
    for (int node = 0; node < settings.nodes(); node++) {
      var number = node;
      ask(node).ifPresent(shown -> asked.put(number, shown));
    }
    return asked.entrySet().stream()
        .flatMap(each -> shown(each.getKey(), each.getValue(), until).stream())
        .toList();
  }

  private Optional<CompletableFuture<LambdaNode.Shown>> ask(int node) {
    var link = slice.link(node);
    if (link == null) {
      return Optional.empty();
    }
    var shown = new CompletableFuture<LambdaNode.Shown>();
    link.actor().tell(new LambdaNode.Command.Show(shown));
    return Optional.of(shown);
  }

  private Optional<FunctionView> shown(
      int node, CompletableFuture<LambdaNode.Shown> answer, long untilNanos) {
    try {
      var now = answer.get(Math.max(0, untilNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
      return Optional.of(
          new FunctionView(
              node,
              settings.function(node),
              now.state().name().toLowerCase(Locale.ROOT),
              now.instance(),
              shelf.chunksOn(node),
              shelf.usedBytesOn(node)));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException | TimeoutException busy) {
      return Optional.empty();
    }
  }

  /** The functions, this node's and others'. */
  public int functions() {
    return settings.nodes();
  }

  @Override
  public void close() throws IOException {
    dialBack.close();
    threads.shutdownNow();
  }
}
