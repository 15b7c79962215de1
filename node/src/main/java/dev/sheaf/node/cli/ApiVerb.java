package dev.sheaf.node.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A verb that asks a running node, and shows what it says. */
abstract class ApiVerb implements Callable<Integer> {
  @Mixin Output output = new Output();
  @Mixin ApiClient api = new ApiClient();
}
