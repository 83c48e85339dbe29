import './app.css'
import { mount } from 'svelte'
import App from './App.svelte'
import { startTheme } from './theme'

const target = document.getElementById('app')
if (!target) throw new Error('index.html has no #app')
startTheme()
mount(App, { target })
