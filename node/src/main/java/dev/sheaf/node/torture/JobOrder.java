package dev.sheaf.node.torture;

/** A job as it is submitted. */
record JobOrder(String name, String dataset, String contract, int ranks, int epochs) {
  private static final int BATCH = 8;

  String body() {
    return """
    {"name": "%s", "dataset": "%s", "contract": "%s", "batchSize": %d, "ranks": %d, "epochs": %d,\
     "seed": 5}\
    """
        .formatted(name, dataset, contract, BATCH, ranks, epochs);
  }
}
