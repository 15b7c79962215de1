package dev.sheaf.node.torture.mischief;

import static dev.sheaf.node.torture.mischief.Shape.get;
import static dev.sheaf.node.torture.mischief.Shape.json;

import dev.sheaf.node.torture.mischief.Shape.Door;
import java.util.List;
import java.util.stream.Stream;

/**
 * Requests that are right, or were if what they name were there.
 *
 * <p>They name jobs that nobody trains, so that they harm nobody where they are understood.
 */
public final class Shapes {
  private static final String BATCH = "/v1/jobs/probe-0/epochs/0/ranks/0/batches/0";
  private static final String HASH = "0123456789abcdef".repeat(4);
  private static final String VERSION = "/v1/datasets/files/versions/" + HASH;
  private static final String VALUE = "/v1/ephemeral/mischief/values/gradient-0";
  private static final String JOB =
      """
      {"name": "mischief", "dataset": "files", "contract": "strict", "batchSize": 4, "epochs": 1,\
       "ranks": 1, "seed": 5, "tail": "even", "onMissing": "skip", "maxMissing": 3}\
      """;
  private static final String STATE =
      """
      {"state": {"job": "probe-1", "epoch": 0, "step": 0, "seed": 5, "contract": "strict",\
       "datasetVersion": "ab", "generation": 1}, "ranks": 1, "attempt": "a"}\
      """;
  private static final String ENSEMBLE =
      """
      name: trio
      dataset: files
      contract: substitute
      epochs: 1
      batchSize: 8
      members:
        - {name: narrow, model: cnn, width: 16, optimizer: sgd, learningRate: 0.05}
      preprocess: {share: auto, ops: [decode, "crop 32 pad 4", flip, normalize]}
      stop: {patience: 3}
      """;
  private static final String ENSEMBLE_AS_JSON =
      """
      {"name": "trio", "dataset": "files", "contract": "strict", "epochs": 1, "batchSize": 8,\
       "members": [{"name": "wide", "model": "cnn", "width": 32, "optimizer": "adam",\
       "learningRate": 0.01, "slots": 1}], "stop": {"patience": 3}, "bagging": true}\
      """;
  private static final String TASKS =
      """
      {"name": "mischief", "dataset": "files", "source": "samples",\
       "stages": [{"op": "decode"}, {"name": "small", "op": "resize", "width": 8, "height": 8,\
       "inputs": ["decode"], "fanOut": 2, "ordering": "none"}],\
       "rows": {"first": 0, "last": 1, "step": 1}, "engines": ["threads"],\
       "timeoutMillis": 1000, "patienceMillis": 1000, "payer": "probe-0"}\
      """;
  private static final String EPHEMERAL =
      """
      {"job": "mischief", "lambdas": 1, "capacityGb": 0.001, "peakMbps": 0.1,\
       "latencySensitive": true, "leaseSeconds": 2}\
      """;
  private static final String MODEL_OF_FILE =
      """
      {"name": "mischief", "uri": "file:///nowhere/weights", "dataset": "files",\
       "model": {"architecture": "cnn", "width": 8, "classes": 4, "optimizer": "sgd", "side": 32,\
       "batch": 32, "task": 0}}\
      """;
  private static final String MODEL_OF_MEMBER =
      "{\"name\": \"mischief\", \"ensemble\": \"trio\", \"member\": \"narrow\"}";
  private static final String SAMPLES =
      """
      {"ids": [0, 1, 2], "form": "encoded", "reach": "near", "grain": "sample",\
       "parallelReads": 2,\
       "batch": {"job": "probe-0", "generation": 1, "epoch": 0, "rank": 0, "n": 0}}\
      """;

  private static final List<Shape> READS =
      List.of(
          get(BATCH + "?generation=1&consumed=0:0"),
          get(BATCH + "?generation=1&as=locations"),
          get("/v1/jobs?limit=10&cursor=cHJvYmUtMA"),
          get("/v1/datasets?limit=10&cursor=ZmlsZXM"),
          get("/v1/datasets/files/samples/0"),
          get("/v1/jobs/probe-0/trace?epoch=0&from=0"),
          get("/v1/tasks?limit=10&cursor=cnVu"),
          get("/v1/tasks/mischief/results/small?from=0&count=2"),
          get("/v1/models?limit=10&cursor=bWlzY2hpZWY"),
          get("/v1/ensembles?limit=10"),
          get("/v1/ephemeral?limit=10&cursor=bWlzY2hpZWY"),
          get(VALUE),
          get("/problems/bad-parameter"),
          get("/s3/files/ant/00000.jpg"),
          get("/s3/files?list-type=2&max-keys=10&prefix=ant"));

  private static final List<Shape> WRITES =
      List.of(
          json("POST", "/v1/jobs", JOB),
          json("POST", "/v1/jobs/probe-1/resume", STATE),
          json(
              "POST",
              "/v1/jobs/probe-2/epochs/0/ranks/0/consumed",
              "{\"below\": 0, \"generation\": 1}"),
          json(
              "POST",
              "/v1/jobs/probe-3/losses",
              "{\"epoch\": 0, \"ids\": [1, 2], \"losses\": [0.5, 1.5]}"),
          json("PATCH", "/v1/jobs/probe-3", "{\"priority\": 1}"),
          json(
              "PUT",
              "/v1/datasets/nowhere",
              "{\"uri\": \"file:///nowhere\", \"format\": \"folder\"}"),
          new Shape(Door.API, "POST", "/v1/ensembles", "application/yaml", ENSEMBLE),
          new Shape(Door.API, "POST", "/v1/ensembles", "application/yaml", ENSEMBLE_AS_JSON),
          json("POST", "/v1/ensembles", ENSEMBLE_AS_JSON),
          json("POST", "/v1/tasks", TASKS),
          json("POST", "/v1/ephemeral", EPHEMERAL),
          new Shape(
              Door.API,
              "PUT",
              VALUE + "?keep=after-job&keepSeconds=1",
              "application/octet-stream",
              "a gradient"),
          json("PUT", "/v1/ephemeral/mischief/lease", "{}"),
          json("POST", "/v1/models", MODEL_OF_FILE),
          json("POST", "/v1/models", MODEL_OF_MEMBER),
          json("POST", "/v1/models/mischief/leases", "{\"seconds\": 1}"),
          json("POST", "/v1/models/trio/predict", "{\"images\": [\"aGVsbG8=\", \"\"]}"));

  private static final List<Shape> DATA_PORT =
      Stream.of(
              json("POST", VERSION + "/samples", SAMPLES),
              json("POST", VERSION + "/samples", "{\"ids\": [0]}"),
              json("PUT", VERSION, "{}"),
              get("/v1/segments/" + HASH),
              get("/v1/file-sets/checkpoints/mischief"),
              get("/v1/shared/probe-0/epochs/0/batches/0?taker=127.0.0.1:1%2342"),
              get(BATCH + "?generation=1&consumed=0:0"),
              get("/alive"))
          .map(Shape::atDataPort)
          .toList();

  /** All of them. */
  public static final List<Shape> ALL =
      Stream.of(READS, WRITES, DATA_PORT).flatMap(List::stream).toList();

  private Shapes() {}
}
