// A form with data-spot says where the phone is when a photo is chosen; without permission the fields stay empty.
document.addEventListener("change", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || input.type !== "file") return;
  const form = input.closest<HTMLFormElement>("form[data-spot]");
  if (form) fill(form);
});

export function fill(form: HTMLFormElement): void {
  const longitude = form.querySelector<HTMLInputElement>('input[name="longitude"]');
  const latitude = form.querySelector<HTMLInputElement>('input[name="latitude"]');
  if (!longitude || !latitude || longitude.value) return;
  navigator.geolocation?.getCurrentPosition(
    ({ coords }) => {
      longitude.value = coords.longitude.toFixed(6);
      latitude.value = coords.latitude.toFixed(6);
      const accuracy = form.querySelector<HTMLInputElement>('input[name="accuracy"]');
      if (accuracy) accuracy.value = coords.accuracy.toFixed(0);
      form.querySelector("[data-spot-known]")?.removeAttribute("hidden");
    },
    () => form.querySelector("[data-spot-unknown]")?.removeAttribute("hidden"),
    { enableHighAccuracy: true, timeout: 10_000 },
  );
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-spot-now]")) fill(form);
