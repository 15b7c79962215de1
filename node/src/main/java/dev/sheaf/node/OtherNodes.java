package dev.sheaf.node;

import dev.sheaf.actors.copies.FileSet;
import dev.sheaf.actors.copies.FileSetPeers;
import dev.sheaf.actors.dataset.SegmentPart;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.entity.ClusterView.Member;
import dev.sheaf.http.dataport.HttpPeers;
import dev.sheaf.policies.placement.Rendezvous;
import dev.sheaf.policies.vocabulary.Draw;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What other nodes keep, asked for at their data ports; nobody is there until it is known who is.
 * Blocks.
 */
final class OtherNodes implements FileSetPeers {
  private static final Logger LOG = LoggerFactory.getLogger(OtherNodes.class);
  private static final long ASK_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final long KEEP_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final HttpPeers peers;
  private volatile @Nullable ClusterView view;

  OtherNodes(HttpPeers peers) {
    this.peers = peers;
  }

  /** From now on it is known who is there. */
  void are(ClusterView cluster) {
    view = cluster;
  }

  /** Those that can be asked. */
  static List<Member> of(@Nullable ClusterView cluster) {
    return cluster == null
        ? List.of()
        : cluster.members().stream()
            .filter(member -> !member.id().equals(cluster.self().id()))
            .filter(member -> !member.dataAddress().isEmpty())
            .toList();
  }

  /** Asks one after the other for a part of a segment. */
  SegmentPart segment(String hash, long offset) throws IOException {
    for (var member : of(view)) {
      try {
        return peers.segment(member.dataAddress(), hash, offset);
      } catch (IOException notThere) {
        // The next one may have it.
      }
    }
    throw new IOException(
        "no node that is up has the segment "
            + hash
            + "; if it is of a dataset's manifest, register the dataset again");
  }

  /** Asks each for a page of losses; one that has none, or is silent, is left out. */
  void pages(String name, Consumer<byte[]> each) {
    for (var member : of(view)) {
      try {
        each.accept(peers.segment(member.dataAddress(), name, 0).bytes());
      } catch (IOException notThere) {
        // It was told no losses of that job.
      }
    }
  }

  @Override
  public List<String> latest(FileSet.Name name) {
    var found = new ConcurrentLinkedQueue<String>();
    var deadline = System.nanoTime() + ASK_NANOS;
    var threads = new ArrayList<Thread>();
    for (var member : of(view)) {
      threads.add(
          Thread.startVirtualThread(() -> {
            try {
              found.add(peers.latest(member.dataAddress(), name, deadline));
            } catch (IOException none) {
              LOG.debug("{} has no files of {}", member.id(), name, none);
            }
          }));
    }
    try {
      for (var thread : threads) {
        thread.join();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    return found.stream().distinct().toList();
  }

  /** Nodes that train come first, as they may need what is kept. */
  @Override
  public boolean keep(FileSet.Name name, String document) {
    for (var member : inOrder(name)) {
      try {
        peers.keep(member.dataAddress(), name, document, System.nanoTime() + KEEP_NANOS);
        return true;
      } catch (IOException failed) {
        LOG.warn("{} does not keep the files of {}: {}", member.id(), name, failed.toString());
      }
    }
    return false;
  }

  private List<Member> inOrder(FileSet.Name name) {
    var byId = of(view).stream().collect(Collectors.toMap(Member::id, Function.identity()));
    var nodes = byId.keySet().stream().map(id -> new Rendezvous.Node(id, 1)).toList();
    return Rendezvous.order(nodes, Draw.draw(0, name.toString()), nodes.size()).stream()
        .map(node -> byId.get(node.id()))
        .sorted(Comparator.comparing(member -> !member.roles().contains("gpu")))
        .toList();
  }
}
