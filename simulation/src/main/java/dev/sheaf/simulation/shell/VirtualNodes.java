package dev.sheaf.simulation.shell;

import dev.sheaf.policies.books.PartitionBook;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.eviction.Retention;
import dev.sheaf.policies.placement.Partitions;
import dev.sheaf.policies.placement.Rendezvous;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.PackageId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The cache nodes and their partitions: holds, releases and reads packages of one dataset, with
 * single flight.
 *
 * <p>Packages belong to partitions and partitions to nodes as in the live cluster.
 */
public final class VirtualNodes {
  private static final int MOST_LOADS = 4;

  private final PackageTable table;
  private final Supply supply;
  private final PackageId[] ids;
  private final int[] partitionOf;
  private final int[] nodeOf;
  private final PartitionBook[] partitions;
  private final NodeStore[] stores;
  private final @Nullable List<Runnable>[] waiting;
  private final ReadMeter meter = new ReadMeter();

  /**
   * Nodes that hold nothing.
   *
   * @param capacityBytes of each node
   */
  public VirtualNodes(
      DatasetVersion version,
      PackageTable table,
      long[] capacityBytes,
      int partitions,
      Supply supply) {
    this.table = table;
    this.supply = supply;
    var packages = table.packages();
    this.ids = new PackageId[packages];
    this.partitionOf = new int[packages];
    this.nodeOf = new int[packages];
    this.partitions = new PartitionBook[partitions];
    for (int i = 0; i < partitions; i++) {
      this.partitions[i] = new PartitionBook(Retention.UNTIL_SPACE_IS_NEEDED, MOST_LOADS);
    }
    var owners = owners(capacityBytes, partitions);
    for (int p = 0; p < packages; p++) {
      ids[p] = new PackageId(version, p);
      partitionOf[p] = Partitions.of(ids[p], partitions);
      nodeOf[p] = owners[partitionOf[p]];
    }
    var sizes = IntStream.range(0, packages).mapToLong(table::sizeBytes).toArray();
    this.stores = new NodeStore[capacityBytes.length];
    for (int node = 0; node < stores.length; node++) {
      stores[node] = new NodeStore(sizes, capacityBytes[node]);
    }
    this.waiting = waiting(packages);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // An array of lists cannot be made otherwise.
  private static @Nullable List<Runnable>[] waiting(int packages) {
    return new List[packages];
  }

  private static int[] owners(long[] capacityBytes, int partitions) {
    var nodes = new ArrayList<Rendezvous.Node>();
    for (int node = 0; node < capacityBytes.length; node++) {
      nodes.add(new Rendezvous.Node(Integer.toString(node), Math.max(1, capacityBytes[node])));
    }
    return IntStream.range(0, partitions)
        .map(p -> Integer.parseInt(Rendezvous.order(nodes, p, 1).getFirst().id()))
        .toArray();
  }

  /** What was read so far. */
  public ReadMeter meter() {
    return meter;
  }

  /** The package is wanted: it is not to be given up for space. */
  public void hold(int index, boolean pinned) {
    tell(index, new PartitionBook.Command.Hold(ids[index], pinned, false));
  }

  /** Nobody claims the package any more. */
  public void release(int index) {
    tell(index, new PartitionBook.Command.Release(ids[index]));
  }

  private void tell(int index, PartitionBook.Command command) {
    var book = partitions[partitionOf[index]];
    var decision = book.decide(command, 0);
    decision.events().forEach(book::apply);
    for (var effect : decision.effects()) {
      switch (effect) {
        case PartitionBook.Effect.Keep(PackageId id) -> store(id.index()).keep(id.index());
        case PartitionBook.Effect.Give(PackageId id, boolean drop) ->
            store(id.index()).give(id.index(), drop);
        case PartitionBook.Effect.Load(PackageId id) -> read(id.index(), () -> {});
      }
    }
  }

  /** Reads a package, from memory or from the supply, and says when it is there. */
  public void read(int index, Runnable there) {
    if (store(index).isResident(index)) {
      meter.hit(table.count(index));
      there.run();
      return;
    }
    var others = waiting[index];
    if (others != null) {
      meter.hit(table.count(index));
      others.add(there);
      return;
    }
    var first = new ArrayList<Runnable>();
    first.add(there);
    waiting[index] = first;
    var kept = store(index).reserve(index);
    meter.fetched(table.count(index), table.sizeBytes(index), kept);
    supply.fetch(nodeOf[index], table.sizeBytes(index), () -> fetched(index, kept));
  }

  private void fetched(int index, boolean kept) {
    if (kept) {
      store(index).loaded(index);
    }
    var done = waiting[index];
    waiting[index] = null;
    if (done != null) {
      done.forEach(Runnable::run);
    }
  }

  private NodeStore store(int index) {
    return stores[nodeOf[index]];
  }

  /** The bytes that a node uses. */
  public long usedBytes(int node) {
    return stores[node].usedBytes();
  }

  /** The bytes that a node has. */
  public long capacityBytes(int node) {
    return stores[node].capacityBytes();
  }

  /** How many nodes there are. */
  public int nodes() {
    return stores.length;
  }
}
