package dev.sheaf.simulation.model;

import dev.sheaf.policies.books.ModelBook;
import dev.sheaf.policies.books.ModelBook.Budgets;
import dev.sheaf.policies.model.EvictionOrder;
import dev.sheaf.policies.model.ModelTier;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.kernel.RandomStream;
import dev.sheaf.simulation.kernel.Timeline;
import dev.sheaf.simulation.model.VirtualStore.Faults;
import java.util.Locale;
import java.util.TreeMap;

/** Many users open, use and close models of one node; some die without closing. */
public final class ModelSharing implements Experiment {
  @Override
  public String name() {
    return "modelSharing";
  }

  @Override
  public Run prepare(Parameters in) {
    var links = Links.of(in);
    var budgets =
        new Budgets(
            in.bytes("cache.gpu", "4 GB"),
            in.bytes("cache.memory", "8 GB"),
            in.bytes("cache.disk", "64 GB"));
    var orders = new TreeMap<String, EvictionOrder>();
    for (var each : EvictionOrder.values()) {
      orders.put(settingName(each), each);
    }
    var name = in.choice("policy.eviction", "lru", orders.keySet());
    var order = orders.getOrDefault(name, EvictionOrder.LRU);
    var asReleased = in.flag("policy.asReleased", false);
    var habits = Users.Habits.of(in);
    var failures = in.ratio("faults.loadFailureChance", 0, 0, 0.9);
    return seed -> {
      var timeline = new Timeline();
      var book = new ModelBook(budgets, order, asReleased);
      var faults = new Faults(new RandomStream(seed, "faults"), failures);
      var store = new VirtualStore(timeline, book, budgets, links, faults);
      var users = new Users(timeline, store, habits, seed);
      users.run();
      return measured(settingName(order) + (asReleased ? " as released" : ""), store, users)
          .with("shareOfMostBytes", share(book, budgets))
          .with("seconds", timeline.now() / 1e9);
    };
  }

  private static String settingName(EvictionOrder order) {
    var words = order.name().toLowerCase(Locale.ROOT).split("_", -1);
    var name = new StringBuilder(words[0]);
    for (int i = 1; i < words.length; i++) {
      name.append(words[i].substring(0, 1).toUpperCase(Locale.ROOT)).append(words[i].substring(1));
    }
    return name.toString();
  }

  private static double share(ModelBook book, Budgets budgets) {
    return (double) book.usedBytes(ModelTier.GPU) / budgets.gpuBytes();
  }

  private static Measured measured(String policy, VirtualStore store, Users users) {
    var watch = store.watch();
    return new Measured(policy)
        .with("inUseEvictions", watch.inUseEvictions)
        .with("brokenLeases", watch.brokenLeases)
        .with("doubleReads", watch.doubleReads)
        .with("mostOverBudgetBytes", Math.max(0, watch.mostOverBudgetBytes))
        .with("readsFromMemory", store.reads(ModelTier.MEMORY))
        .with("readsFromDisk", store.reads(ModelTier.DISK))
        .with("readsFromOrigin", store.reads(ModelTier.ORIGIN))
        .with("gpuHitRatio", (double) watch.openedFromGpu / Math.max(1, users.opened()))
        .with("opened", users.opened())
        .with("refused", users.refused())
        .with("failed", users.failed())
        .with("died", users.died())
        .with("meanOpenMillis", users.meanOpenMillis())
        .with("inferencesPerSecond", users.inferencesPerSecond());
  }
}
