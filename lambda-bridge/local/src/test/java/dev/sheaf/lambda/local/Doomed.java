package dev.sheaf.lambda.local;

import java.nio.file.Path;

/**
 * A program with a local Lambda that says which process it started, and then waits to be killed.
 */
final class Doomed {
  private Doomed() {}

  public static void main(String[] args) throws InterruptedException {
    var deployed = new Deployed(Deployed.processes(Path.of(args[0]))).function("orphan");
    deployed.call("orphan", "count");
    System.out.println("pid " + deployed.environment("orphan").pid());
    Thread.sleep(Long.MAX_VALUE);
  }
}
