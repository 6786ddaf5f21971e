// Notes when a page that is one file has all its pictures, and when they are painted.
{
  const look = () => {
    if (window.opened || document.readyState === "loading") return
    if (document.querySelector("[data-ready=false]") || !document.querySelector("[data-ready=true]")) return
    window.opened = { ready: performance.now() }
    requestAnimationFrame(() => setTimeout(() => (window.opened.painted = performance.now())))
  }
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-ready"] })
  addEventListener("load", look)
}
