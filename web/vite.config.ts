import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

// Fixed names: Django's static storage adds the hashes.
export default defineConfig({
  base: "./",
  worker: { format: "es", rollupOptions: { output: { entryFileNames: "[name].js", chunkFileNames: "[name].js" } } },
  build: {
    outDir: fileURLToPath(new URL("../src/ancheng/portal/static/dist", import.meta.url)),
    emptyOutDir: true,
    sourcemap: false,
    chunkSizeWarningLimit: 2000,
    modulePreload: false,
    cssCodeSplit: true,
    rollupOptions: {
      input: {
        main: fileURLToPath(new URL("src/main.ts", import.meta.url)),
        map: fileURLToPath(new URL("src/map.ts", import.meta.url)),
        report: fileURLToPath(new URL("src/report.ts", import.meta.url)),
        phone: fileURLToPath(new URL("src/phone.ts", import.meta.url)),
        crew: fileURLToPath(new URL("src/crew.ts", import.meta.url)),
        sw: fileURLToPath(new URL("src/sw.ts", import.meta.url)),
        runs: fileURLToPath(new URL("src/runs.ts", import.meta.url)),
        chart: fileURLToPath(new URL("src/chart.ts", import.meta.url)),
      },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
