package dev.sheaf.http.batch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.dataset.Manifests;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.entity.ClusterView.Member;
import dev.sheaf.actors.job.BatchAnswer;
import dev.sheaf.actors.job.BatchDesk;
import dev.sheaf.actors.job.BatchKey;
import dev.sheaf.actors.job.RankBatch;
import dev.sheaf.http.json.Fields;
import dev.sheaf.http.json.Json;
import dev.sheaf.policies.placement.Partitions;
import dev.sheaf.policies.vocabulary.PackageId;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Where the samples of a batch are: which nodes own their packages. */
public final class BatchPlaces {
  private final BatchDesk desk;
  private final Manifests manifests;
  private final ClusterView cluster;

  /** Places as the cluster is seen now. */
  public BatchPlaces(BatchDesk desk, Manifests manifests, ClusterView cluster) {
    this.desk = desk;
    this.manifests = manifests;
    this.cluster = cluster;
  }

  /**
   * The node that owns most of the batch after {@code key}; empty when that cannot be told without
   * asking the coordinator.
   */
  Optional<Member> next(BatchKey key, String consumer) {
    if (cluster.members().size() <= 1) {
      return Optional.of(cluster.self());
    }
    var next = new BatchKey(key.job(), key.generation(), key.epoch(), key.rank(), key.n() + 1);
    return switch (desk.batch(next, consumer, System.nanoTime())) {
      case BatchAnswer.Assigned(var batch) -> mostOf(batch);
      case BatchAnswer.Otherwise _, BatchAnswer.Unavailable _ -> Optional.empty();
    };
  }

  /** The bytes of its samples; 0 while its manifest is not open here. */
  long bytes(RankBatch batch) {
    return manifests
        .opened(batch.spec().version())
        .map(manifest ->
            IntStream.range(0, batch.size())
                .mapToLong(position -> manifest.length(batch.id(position)))
                .sum())
        .orElse(0L);
  }

  private Optional<Member> ownerOf(PackageId id) {
    return cluster.owners(Partitions.of(id, cluster.partitions()), 1).stream().findFirst();
  }

  private Optional<Member> mostOf(RankBatch batch) {
    try {
      var table = manifests.open(batch.spec().version()).table();
      var samples = new LinkedHashMap<Member, Integer>();
      for (int position = 0; position < batch.size(); position++) {
        var index = table.packageOf(batch.id(position));
        ownerOf(new PackageId(batch.spec().version(), index))
            .ifPresent(owner -> samples.merge(owner, 1, Integer::sum));
      }
      return samples.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
    } catch (IOException notHere) {
      return Optional.empty();
    }
  }

  /** The locations document of a batch; samples without an owner are told to be here. */
  ObjectNode locations(RankBatch batch) throws IOException {
    var manifest = manifests.open(batch.spec().version());
    var frames = new LinkedHashMap<String, ArrayNode>();
    for (int position = 0; position < batch.size(); position++) {
      frames
          .computeIfAbsent(address(manifest, batch.id(position)), a -> Json.array())
          .addObject()
          .put("position", position)
          .put("id", batch.id(position))
          .put("label", manifest.label(batch.id(position)));
    }
    var document =
        Json.object()
            .put("n", batch.key().n())
            .put("generation", batch.key().generation())
            .put("dataset", batch.spec().version().dataset())
            .put("datasetVersion", batch.spec().version().hash())
            .put("grain", Fields.wireName(batch.manner().grain()))
            .put("parallelReads", batch.manner().atOnce());
    var list = document.putArray("owners");
    frames.forEach((address, of) -> list.addObject().put("address", address).set("frames", of));
    return document;
  }

  private String address(Manifest manifest, long id) {
    var index = manifest.table().packageOf(id);
    return ownerOf(new PackageId(manifest.version(), index)).orElse(cluster.self()).dataAddress();
  }
}
