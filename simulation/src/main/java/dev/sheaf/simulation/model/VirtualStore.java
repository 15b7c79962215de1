package dev.sheaf.simulation.model;

import dev.sheaf.policies.books.ModelBook;
import dev.sheaf.policies.books.ModelBook.Budgets;
import dev.sheaf.policies.books.ModelProtocol.Command;
import dev.sheaf.policies.books.ModelProtocol.Effect;
import dev.sheaf.policies.books.ModelProtocol.Reply;
import dev.sheaf.policies.model.ModelTier;
import dev.sheaf.simulation.kernel.RandomStream;
import dev.sheaf.simulation.kernel.Timeline;
import java.util.EnumMap;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A node's model store in virtual time: it runs the effects of a book, and watches what must hold.
 */
final class VirtualStore {
  private final Timeline timeline;
  private final ModelBook book;
  private final Budgets budgets;
  private final Links links;
  private final RandomStream faults;
  private final double failureChance;
  private final TreeMap<String, Consumer<Outcome>> waiting = new TreeMap<>();
  private final TreeMap<String, Long> sizes = new TreeMap<>();
  private final TreeMap<String, TreeSet<String>> holders = new TreeMap<>();
  private final TreeSet<String> loading = new TreeSet<>();
  private final EnumMap<ModelTier, Long> busyUntil = new EnumMap<>(ModelTier.class);
  private final EnumMap<ModelTier, Long> reads = new EnumMap<>(ModelTier.class);
  private final Watch watch = new Watch();

  VirtualStore(Timeline timeline, ModelBook book, Budgets budgets, Links links, Faults faults) {
    this.timeline = timeline;
    this.book = book;
    this.budgets = budgets;
    this.links = links;
    this.faults = faults.stream();
    this.failureChance = faults.failureChance();
  }

  /** What goes wrong with loads. */
  record Faults(RandomStream stream, double failureChance) {}

  /** What came of an opening. */
  enum Outcome {
    /** It can be used. */
    GRANTED,
    /** It cannot be read. */
    FAILED,
    /** There is no room now. */
    REFUSED
  }

  /** What must hold, counted where it does not. */
  static final class Watch {
    long inUseEvictions;
    long doubleReads;
    long mostOverBudgetBytes;
    long brokenLeases;
    long openedFromGpu;
  }

  Watch watch() {
    return watch;
  }

  long reads(ModelTier from) {
    return reads.getOrDefault(from, 0L);
  }

  void open(Command.Open open, Consumer<Outcome> then) {
    sizes.put(open.model(), open.sizeBytes());
    waiting.put(open.lease(), then);
    var reply = tell(open);
    if (reply instanceof Reply.Opened) {
      watch.openedFromGpu++;
      grant(open.lease(), open.model());
    } else if (reply instanceof Reply.Refused) {
      answer(open.lease(), Outcome.REFUSED);
    }
  }

  /** The user is done; a lease that the store does not know any more was broken. */
  void close(String lease, String model) {
    release(lease, model);
    if (tell(new Command.Close(lease)) instanceof Reply.Unknown) {
      watch.brokenLeases++;
    }
  }

  void renew(String lease) {
    tell(new Command.Renew(lease));
  }

  /** The user died: nobody closes, nobody renews. */
  void release(String lease, String model) {
    var users = holders.get(model);
    if (users != null) {
      users.remove(lease);
    }
  }

  void tick() {
    tell(new Command.Tick());
  }

  private @Nullable Reply tell(Command command) {
    var decision = book.decide(command, timeline.now());
    decision.events().forEach(book::apply);
    for (var tier : List.of(ModelTier.GPU, ModelTier.MEMORY, ModelTier.DISK)) {
      watch.mostOverBudgetBytes =
          Math.max(watch.mostOverBudgetBytes, book.usedBytes(tier) - budgets.of(tier));
    }
    decision.effects().forEach(this::run);
    return decision.reply();
  }

  private void run(Effect effect) {
    switch (effect) {
      case Effect.Load load -> load(load.model(), load.from());
      case Effect.Drop drop -> drop(drop.model(), drop.tier());
      case Effect.Grant grant -> grant(grant.lease(), grant.model());
      case Effect.Fail fail -> answer(fail.lease(), Outcome.FAILED);
    }
  }

  private void load(String model, ModelTier from) {
    reads.merge(from, 1L, Long::sum);
    watch.doubleReads += loading.add(model) ? 0 : 1;
    var done = carry(model, from, timeline.now());
    if (from != ModelTier.MEMORY) {
      done = carry(model, ModelTier.MEMORY, done);
    }
    timeline.at(
        done,
        () -> {
          loading.remove(model);
          var failed = from == ModelTier.ORIGIN && faults.chance(failureChance);
          tell(failed ? new Command.LoadFailed(model) : new Command.Loaded(model));
        });
  }

  /** When the model is through the link out of a tier, if it is there at {@code readyNanos}. */
  private long carry(String model, ModelTier from, long readyNanos) {
    var start = Math.max(readyNanos, busyUntil.getOrDefault(from, 0L));
    var end = start + links.nanos(from, sizes.getOrDefault(model, 0L));
    busyUntil.put(from, end);
    return end;
  }

  private void drop(String model, ModelTier tier) {
    if (tier != ModelTier.GPU) {
      return;
    }
    watch.inUseEvictions += holders.getOrDefault(model, new TreeSet<>()).isEmpty() ? 0 : 1;
    timeline.after(links.dropNanos(), () -> tell(new Command.Dropped(model)));
  }

  private void grant(String lease, String model) {
    if (waiting.containsKey(lease)) {
      holders.computeIfAbsent(model, absent -> new TreeSet<>()).add(lease);
      answer(lease, Outcome.GRANTED);
    }
  }

  private void answer(String lease, Outcome outcome) {
    var then = waiting.remove(lease);
    if (then != null) {
      timeline.after(
          outcome == Outcome.GRANTED ? links.openNanos() : 0, () -> then.accept(outcome));
    }
  }
}
