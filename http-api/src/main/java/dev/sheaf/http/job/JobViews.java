package dev.sheaf.http.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.actors.job.JobReply;
import dev.sheaf.http.json.Fields;
import dev.sheaf.http.json.Json;

/** How a job looks in JSON. */
final class JobViews {
  private JobViews() {}

  /** What a submission and a resume answer. */
  static ObjectNode accepted(JobReply.JobIs job) {
    return Json.object().put("job", job.spec().name()).put("generation", job.generation());
  }

  /** The job whole. */
  static ObjectNode whole(JobReply.JobIs job) {
    var spec = job.spec();
    var view =
        Json.object()
            .put("name", spec.name())
            .put("phase", Fields.wireName(job.phase()))
            .put("reason", job.reason())
            .put("generation", job.generation())
            .put("epoch", job.epoch())
            .put("step", job.step())
            .put("dataset", spec.version().dataset())
            .put("datasetVersion", spec.version().hash())
            .put("contract", Fields.wireName(spec.contract()))
            .put("batchSize", spec.globalBatch() / job.ranks())
            .put("ranks", job.ranks())
            .put("epochs", spec.epochs())
            .put("seed", spec.seed())
            .put("tail", Fields.wireName(spec.tail()))
            .put("shuffle", Fields.wireName(spec.shuffle()))
            .put("onMissing", Fields.wireName(spec.onMissing()))
            .put("maxMissing", job.knobs().maxMissing(spec))
            .put("validation", spec.validationShare() / 1000.0)
            .put("heldOut", spec.heldOut())
            .put("priority", job.knobs().priority(spec))
            .put("parallelReads", job.knobs().readsAtOnce())
            .put("delivered", job.totals().delivered());
    var ahead = job.knobs().lookAheadBytes();
    if (ahead != null) {
      view.put("lookAheadBytes", ahead);
    }
    var rule = spec.importance();
    if (rule != null) {
      view.putObject("importance")
          .put("warmUpEpochs", rule.warmUpEpochs())
          .put("fullEvery", rule.fullEvery())
          .put("beta", rule.beta())
          .put("history", rule.history())
          .put("highShare", rule.highShare());
    }
    var prepare = spec.prepare();
    if (prepare != null) {
      view.putObject("prepare")
          .put("height", prepare.height())
          .put("width", prepare.width())
          .put("crop", Fields.wireName(prepare.crop()))
          .put("flip", prepare.flip());
    }
    return spec.follow() == null ? view : view.put("follow", spec.follow());
  }

  /** The resume token, and what a client needs beside it to read on. */
  static ObjectNode token(JobReply.JobIs job) {
    return Json.object()
        .put("job", job.spec().name())
        .put("epoch", job.epoch())
        .put("step", job.step())
        .put("seed", job.spec().seed())
        .put("contract", Fields.wireName(job.spec().contract()))
        .put("datasetVersion", job.spec().version().hash())
        .put("generation", job.generation());
  }
}
