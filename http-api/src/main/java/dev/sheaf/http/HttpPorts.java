package dev.sheaf.http;

import dev.sheaf.actors.copies.FileSets;
import dev.sheaf.actors.dataset.Manifests;
import dev.sheaf.actors.ensemble.Slots;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.ephemeral.EphemeralShelf;
import dev.sheaf.actors.importance.LossShelf;
import dev.sheaf.actors.job.BatchDesk;
import dev.sheaf.actors.job.BatchService;
import dev.sheaf.actors.lambda.LambdaFleetView;
import dev.sheaf.actors.model.Models;
import dev.sheaf.actors.preparation.Preparer;
import dev.sheaf.actors.preparation.SharedBatches;
import dev.sheaf.actors.reading.SampleReader;
import dev.sheaf.actors.task.TaskDoor;
import dev.sheaf.http.dataport.SegmentSource;
import dev.sheaf.http.dataset.DatasetIndexing;
import dev.sheaf.http.dataset.DatasetWarming;
import dev.sheaf.http.metrics.NodeFigures;
import dev.sheaf.http.operate.Readiness;

/**
 * What the HTTP servers need of their node.
 *
 * @param control who decides
 * @param reading where bytes come from
 * @param datasets what registers, loads and prepares datasets
 * @param training what trains ensembles, and predicts with them
 * @param ephemeral what jobs hand from one step to the next
 */
public record HttpPorts(
    Control control,
    Reading reading,
    Datasets datasets,
    Training training,
    EphemeralShelf ephemeral) {
  /** Who decides, and how the node is. */
  public record Control(
      Entities entities,
      ClusterView cluster,
      Readiness readiness,
      NodeFigures figures,
      LambdaFleetView functions) {}

  /** Where ids and bytes come from. */
  public record Reading(
      BatchService batches,
      BatchDesk desk,
      SampleReader reader,
      Manifests manifests,
      LossShelf losses,
      Preparer preparer) {}

  /** What registers datasets, loads them ahead, has their manifests' segments, prepares them. */
  public record Datasets(
      DatasetIndexing indexing, DatasetWarming warming, SegmentSource segments, TaskDoor tasks) {}

  /**
   * What trains ensembles, predicts with them, keeps what they learn, and prepares batches for
   * members elsewhere.
   */
  public record Training(Slots slots, Models models, FileSets files, SharedBatches shared) {}
}
