import { z } from "zod";
import { withDatabase } from "#reporting/connection";
import { migrate } from "#reporting/migrate";

const request = z.object({ RequestType: z.enum(["Create", "Update", "Delete"]) });

/**
 * The custom resource that brings the reporting schema up to date on each deployment. Deleting the
 * resource leaves the schema: it goes with its database. What it throws stops the deployment.
 */
export async function handler(event: unknown): Promise<{ PhysicalResourceId: string }> {
  const { RequestType } = request.parse(event);
  if (RequestType !== "Delete") {
    const ran = await withDatabase((client) => migrate(client));
    console.info(JSON.stringify({ level: "info", what: "migrations", ran }));
  }
  return { PhysicalResourceId: "reporting-schema" };
}
